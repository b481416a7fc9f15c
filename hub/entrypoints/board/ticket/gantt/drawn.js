// What is drawn where: parts too small to be told apart are one that says how many it stands for. Each part has a key by
// which it is found again, and what it is from when to when. `scale` turns moments into pixels.

const THIN = 4;
const MOST = 24;
const RANK = { late: 3, echo: 2, change: 1, repeat: 0 };
const SLOT = 20;

// About how wide a text is: a Chinese letter takes the place of two.
const lengthOf = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 13.5 : 8.2), 0);

// As much of a text as there is room for.
export function fitted(text, room) {
  let shown = text;
  while (lengthOf(shown) > room) shown = [...shown].slice(0, shown.endsWith("…") ? -2 : -1).join("") + "…";
  return shown;
}

// Whether the part before could take this one in.
function grown(before, box, to) {
  if (!before?.thin || box.width >= THIN || before.width > MOST || box.x - before.x - before.width > 1.5) return false;
  Object.assign(before, { width: box.x + box.width - before.x, to, count: before.count + 1, tone: "many" });
  return true;
}

export function stretchesOf(row, scale) {
  const found = [];
  row.stretches.forEach((item, place) => {
    if (!scale.isIn(item.start, item.end)) return;
    const box = scale.box(item.start, item.end);
    if (grown(found.at(-1), box, item.end)) return;
    const text = box.width > lengthOf(item.status) + 14 ? item.status : box.width > 15 ? item.code : "";
    const part = { what: "stretch", key: `s${place}`, from: item.start, to: item.end, count: 1, thin: box.width < THIN };
    found.push({ ...item, ...box, ...part, text });
  });
  return found;
}

// Reports that fall on the same few pixels are one dot.
export function dotsOf(row, scale) {
  const found = new Map();
  row.reports.forEach(([at, kind, native, status, actor, received, mapping, before], place) => {
    if (!scale.isIn(at, at)) return;
    const x = scale.x(at);
    const there = found.get(Math.round(x / 7));
    if (there) Object.assign(there, { to: at, count: there.count + 1, kind: RANK[kind] > RANK[there.kind] ? kind : there.kind });
    else {
      const part = { what: "dot", key: `d${place}`, from: at, to: at, count: 1, x, kind, native, status, actor, received, mapping, before };
      found.set(Math.round(x / 7), part);
    }
  });
  return [...found.values()];
}

// Where a system differs from the canonical status, and where it has for longer than the threshold.
export function stripsOf(row, scale, yellowAfter) {
  const found = [];
  const add = (box, yellow, item, place) => {
    const before = found.at(-1);
    if (grown(before, box, item.end)) before.yellow ||= yellow;
    else found.push({ ...box, what: "strip", key: `${yellow ? "y" : "b"}${place}`, yellow, from: item.start, to: item.end, count: 1, thin: box.width < THIN });
  };
  row.behind.forEach((item, place) => {
    if (!scale.isIn(item.start, item.end)) return;
    const turns = item.start + yellowAfter;
    const end = item.end ?? scale.until;
    add(scale.box(item.start, Math.min(end, turns)), false, item, place);
    if (end > turns) add(scale.box(turns, item.end), true, item, place);
  });
  return found;
}

// Marks of a kind that would stand upon each other are one; those of several kinds stand side by side.
export function flagsOf(flags, scale) {
  const found = new Map();
  flags.forEach((flag, place) => {
    if (!scale.isIn(flag.at, flag.at)) return;
    const x = scale.x(flag.at);
    const slot = `${flag.kind} ${Math.round(x / SLOT)}`;
    const there = found.get(slot);
    if (there) Object.assign(there, { to: flag.at, count: there.count + 1 });
    else found.set(slot, { ...flag, what: "flag", key: `f${place}`, from: flag.at, to: flag.at, count: 1, x });
  });
  const drawn = [...found.values()].sort((one, other) => one.x - other.x);
  apart(drawn.map((flag) => flag.x), ...scale.sides).forEach((stands, place) => (drawn[place].stands = stands));
  return drawn;
}

// Places in order, moved apart as little as can be, so that each has room for its mark between two sides.
function apart(places, left, right) {
  const room = Math.min(SLOT, (right - left) / places.length);
  const middle = ({ sum, count }) => Math.min(Math.max(sum / count, left + (count * room) / 2), right - (count * room) / 2);
  const groups = [];
  for (const place of places) {
    let group = { sum: place, count: 1 };
    while (groups.length && middle(groups.at(-1)) + ((groups.at(-1).count + group.count) * room) / 2 > middle(group)) {
      const before = groups.pop();
      group = { sum: before.sum + group.sum, count: before.count + group.count };
    }
    groups.push(group);
  }
  return groups.flatMap((group) => Array.from({ length: group.count }, (_, place) => middle(group) + (place - (group.count - 1) / 2) * room));
}
