/*
 * A plain TCP echo server with Berkeley sockets: a process per connection, everything that comes in goes back out.
 * It knows nothing of WebSockets; a browser reaches it through the bridge.
 *
 *     cc -o echo-server echo-server.c && ./echo-server 5000
 */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Returns when the other side has closed, or the connection is broken. */
static void echo(int connection) {
  char bytes[4096];
  ssize_t length;
  while ((length = read(connection, bytes, sizeof bytes)) > 0) {
    for (ssize_t written = 0; written < length;) {
      ssize_t now = write(connection, bytes + written, (size_t)(length - written));
      if (now < 0) return;
      written += now;
    }
  }
}

int main(int count, char **arguments) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  address.sin_port = htons((unsigned short)atoi(count > 1 ? arguments[1] : "5000"));
  socklen_t address_length = sizeof address;

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 16) < 0) {
    perror("echo-server");
    return 1;
  }
  getsockname(listener, (struct sockaddr *)&address, &address_length);
  printf("echo server on port %d\n", ntohs(address.sin_port));
  fflush(stdout);

  signal(SIGCHLD, SIG_IGN); /* nobody waits for the children */
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) continue;
    if (fork() == 0) {
      close(listener);
      echo(connection);
      return 0;
    }
    close(connection);
  }
}
