// What is told of a part, where a reader points at it or comes to it by keys: a title and lines.
import { span } from "statushub-board";

// The reports that began the segments of a lane, and with no system those of the hub's own, by moment and status.
export function begunBy(rows) {
  const found = new Map();
  for (const row of rows) {
    for (const [at, kind, native, status, actor, received, mapping] of row.reports) {
      if (kind === "echo") continue;
      const report = { title: row.title, at, native, actor, received, mapping };
      for (const key of [`${row.system} ${at} ${status}`, ` ${at} ${status}`]) if (!found.has(key)) found.set(key, report);
    }
  }
  return found;
}

// What systems say may hold anything, also what a replacement has a meaning for.
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const report = ({ at, actor, received, mapping }, { words, said }) => [
  filled(words.received, { moment: said(received), span: span(received - at, words) }),
  actor && filled(words.actor, { actor }),
  mapping && filled(words.mapping, { mapping }),
];

// How long it lasts. Of what goes on this changes all the time, which is for the eye only.
const lasts = (part, { words, until }, aloud) => (part.to == null && aloud ? "" : `${words.lasts} ${span((part.to ?? until) - part.from, words)}`);

const when = (part, { words, said, thenAt }) => `${said(part.from)} ${words.until} ${part.to == null ? thenAt : said(part.to)}`;

const TELLERS = {
  stretch(part, row, page, aloud) {
    const { words } = page;
    const begun = page.begun.get(`${row.system} ${part.from} ${part.status}`);
    if (part.count > 1) return [filled(words.changes, part), when(part, page), lasts(part, page, aloud)];
    const form = begun && !row.system ? words.said_by : words.said;
    const native = part.native ? filled(form, { native: part.native, system: begun?.title }) : row.system ? "" : words.decision;
    return [part.status, native, when(part, page), lasts(part, page, aloud), ...(begun ? report(begun, page) : [])];
  },
  dot(part, row, page) {
    const { words, said } = page;
    return [
      `${page.kinds[part.kind]} · ${part.status}`,
      part.before,
      filled(words.said, part),
      filled(words.happened, { moment: said(part.from) }),
      ...report({ ...part, at: part.from }, page),
      part.count > 1 && filled(words.together, part),
    ];
  },
  strip(part, row, page, aloud) {
    return [part.yellow ? page.words.legend_yellow : page.words.legend_behind, when(part, page), lasts(part, page, aloud)];
  },
  flag(part, row, page) {
    return [page.said(part.from), part.text, part.count > 1 && filled(page.words.marks_here, part)];
  },
};

// `page` has the words, how a moment is said, and what began the segments.
export function toldOf(part, row, page, aloud) {
  return { title: part.what === "flag" ? part.label : row.title, lines: TELLERS[part.what](part, row, page, aloud).filter(Boolean) };
}
