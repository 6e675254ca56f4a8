"use strict";
// Lives worlds by the compiled module, in a worker. The first message sets it up; each further one asks for worlds that
// stand one after the other, under some values of the table of parameters, and is answered with how they ended. The words
// at address 0, and what they point to, are those of sim/compiled/layout.py.
let given; // the first message
let live, bytes, words, numbers, table, at;

const ROWS = 8192; // of events, of which a world has some hundreds
const TOGETHER = 50; // most worlds of one message

async function setUp(message) {
  given = message;
  const { header, days, state_bytes: size, parts, table: rows } = given;
  let free = given.first_free;
  const room = (length) => {
    const here = free;
    free = (free + length + 15) & ~15;
    return here;
  };
  at = {
    parameters: room(4 * rows.columns * rows.rows), epoch: room(4 * days), kind: room(4 * days), derive: room(4 * days),
    keys: room(parts.keys), worlds: room(parts.worlds), patch_targets: room(4 * parts.own.length),
    patch_values: room(4 * parts.own.length * given.worlds), finals: room(size * TOGETHER), keep: room(4 * given.worlds),
    events: room(4 * given.event.length * ROWS),
  };
  const memory = new WebAssembly.Memory({ initial: Math.ceil(free / 65536) });
  ({ live } = (await WebAssembly.instantiate(given.code, { env: { memory } })).exports);
  [bytes, words, numbers] = [Uint8Array, Int32Array, Float32Array].map((Kind) => new Kind(memory.buffer));
  const heads = { ...at, days, n: given.worlds, patches: parts.own.length, capacity: ROWS };
  for (const [name, value] of Object.entries(heads)) words[header[name]] = value;
  for (const name of ["epoch", "kind", "derive"]) words.set(rows[name], at[name] / 4);
  words.set(parts.own.map(([row, column]) => at.parameters + 4 * (row * rows.columns + column)), at.patch_targets / 4);
  bytes.set(given.numbers.subarray(0, parts.keys), at.keys);
  bytes.set(given.numbers.subarray(parts.keys, parts.keys + parts.worlds), at.worlds);
  bytes.set(given.numbers.subarray(parts.keys + parts.worlds), at.patch_values);
  table = tableOf(rows);
}

// Each row is the one before it with some values changed; changes are told row by row.
function tableOf({ columns, rows, first, changes }) {
  const whole = new Float32Array(columns * rows);
  whole.set(first.map(Number));
  for (let row = 1, next = 0; row < rows; row += 1) {
    whole.copyWithin(row * columns, (row - 1) * columns, row * columns);
    for (; changes[next]?.[0] === row; next += 1) whole[row * columns + changes[next][1]] = Number(changes[next][2]);
  }
  return whole;
}

// `set` has columns with their values, which hold on all days; `keep` says whether events are wanted.
function ask({ set, first, count, keep }) {
  numbers.set(table, at.parameters / 4);
  for (const [column, value] of set)
    for (let row = 0; row < given.table.rows; row += 1) numbers[at.parameters / 4 + row * given.table.columns + column] = value;
  words.fill(keep ? 1 : 0, at.keep / 4, at.keep / 4 + given.worlds);
  words[given.header.written] = words[given.header.overflow] = 0;
  live(first, count);
  if (words[given.header.overflow]) throw new Error("a world has more events than there is room for");
  const kept = (offset) => Array.from({ length: count }, (_, one) => words[(at.finals + one * given.state_bytes + offset) / 4]);
  return { outcome: kept(given.outcome), day: kept(given.day), events: keep ? events() : [] };
}

function events() {
  const size = given.event.length;
  return Array.from({ length: words[given.header.written] }, (_, row) => {
    const here = at.events / 4 + row * size;
    return Object.fromEntries(given.event.map((name, one) => [name, (isReal(name) ? numbers : words)[here + one]]));
  });
}

const isReal = (name) => given.real.includes(name);

onmessage = async ({ data }) => {
  try {
    postMessage(data.code ? await setUp(data) : ask(data));
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
