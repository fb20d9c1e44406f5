// Keeps the page for visits without the internet, by its service worker.

/** When the page has nothing else to do, but after so many milliseconds at the latest. */
const LATEST_MS = 5000;

/** Not while the page is developed: its files change, and are not built. */
export function keepPage(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = async (): Promise<void> => {
    try {
      await navigator.serviceWorker.register('/service-worker.js');
    } catch {
      // Storage may be forbidden, or full, or the page may stand in a frame without rights: it then needs the internet.
    }
  };
  const whenIdle = (): void => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => void register(), { timeout: LATEST_MS });
    else setTimeout(() => void register(), LATEST_MS);
  };
  // The first match is more urgent than the next visit. The page waits for its language first, and may be loaded by then.
  if (document.readyState === 'complete') whenIdle();
  else window.addEventListener('load', whenIdle);
}
