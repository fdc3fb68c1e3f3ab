// Required by a process under test: names every TCP port that it listens on, on standard error.
const { Server } = require('node:net');

const { listen } = Server.prototype;

Server.prototype.listen = function (...args) {
  this.once('listening', () => {
    const { port } = this.address();
    if (port !== undefined) process.stderr.write(`Listening on port ${port}\n`);
  });
  return listen.apply(this, args);
};
