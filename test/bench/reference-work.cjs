/** A fixed piece of work, to compare times of different machines with. */
const TEXT = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ index, name: `name ${index}` })));

/** Parses 0.7 MB of JSON. */
exports.handler = async () => {
  JSON.parse(TEXT);
};
