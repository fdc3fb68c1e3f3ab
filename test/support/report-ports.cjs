// A process under test requires this file. It prints every TCP port on which the process listens to standard error.
const { Server } = require('node:net');

const { listen } = Server.prototype;

Server.prototype.listen = function (...args) {
  this.once('listening', () => {
    const { port } = this.address();
    if (port !== undefined) process.stderr.write(`Listening on port ${port}\n`);
  });
  return listen.apply(this, args);
};
