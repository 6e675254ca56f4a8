// ---- the digest: SHA-256 over every world's line, as sim/runs/digest.py writes it --------------------------------------
function digestOf({ outcome, day }) {
  const line = 13; // cell, world, outcome and day, packed
  const head = new TextEncoder().encode(model.prefix);
  const all = new Uint8Array(head.length + line * outcome.length);
  const view = new DataView(all.buffer);
  all.set(head);
  outcome.forEach((code, world) => {
    const at = head.length + line * world;
    view.setInt32(at + 4, world, true);
    view.setInt8(at + 8, code);
    view.setInt32(at + 9, day[world], true);
  });
  return sha256(all);
}

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

// First 32 bits of the fraction of a root of a prime, by whole numbers alone (FIPS 180-4).
function rootBits(prime, power) {
  const wanted = BigInt(prime) << BigInt(32 * power);
  let low = 0n;
  for (let bit = 1n << 36n; bit; bit >>= 1n) if ((low | bit) ** BigInt(power) <= wanted) low |= bit;
  return Number(low & 0xffffffffn);
}

function sha256(bytes) {
  const words = PRIMES.map((prime) => rootBits(prime, 3));
  const state = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2) | 0);
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 128;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length * 8));
  const turned = (x, by) => (x >>> by) | (x << (32 - by));
  const w = new Int32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) w[i] = view.getInt32(block + 4 * i);
      else {
        const [x, y] = [w[i - 15], w[i - 2]];
        w[i] = w[i - 16] + w[i - 7] + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10));
      }
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + words[i] + w[i]) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((value, at) => (state[at] = (state[at] + value) | 0));
  }
  return state.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}
