// Sends each line that one types, and shows it in red; what comes back is shown in blue.

const form = document.querySelector('#form');
const text = document.querySelector('#text');
const lines = document.querySelector('#lines');
const state = document.querySelector('#state');

const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/`);
socket.binaryType = 'arraybuffer';

// Borders of messages mean nothing: what comes back is a stream, and a line ends where its newline is.
const decoder = new TextDecoder();
let unfinished = '';

socket.addEventListener('open', () => setState('connected', true));
socket.addEventListener('close', ({ code, reason }) => setState(`closed: ${code} ${reason}`, false));
socket.addEventListener('message', ({ data }) => {
  const received = (unfinished + decoder.decode(data, { stream: true })).split('\n');
  unfinished = received.pop();
  for (const line of received) show('received', line);
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  socket.send(new TextEncoder().encode(`${text.value}\n`));
  show('sent', text.value);
  text.value = '';
});

function show(kind, line) {
  const item = document.createElement('li');
  item.className = kind;
  item.textContent = line;
  lines.append(item);
}

function setState(description, isConnected) {
  state.textContent = description;
  for (const element of form.elements) element.disabled = !isConnected;
  if (isConnected) text.focus();
}
