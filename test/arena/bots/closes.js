// Closes its connection, and stays.
import { connect } from 'node:net';

const [host, port] = process.argv.slice(2);
const socket = connect({ host, port: Number(port) }, () => socket.destroy());
setInterval(() => {}, 1000);
