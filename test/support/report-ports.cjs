// A process under test loads this file. For each TCP port that the process opens, it prints one line on standard error.
const { Server } = require('node:net');

const { listen } = Server.prototype;

Server.prototype.listen = function (...args) {
  this.once('listening', () => {
    const { port } = this.address();
    if (port !== undefined) process.stderr.write(`Listening on port ${port}\n`);
  });
  return listen.apply(this, args);
};
