// What the parts of the board share: the clock, ages that count on by themselves, and the chip of a status.
import { computed, h, ref } from "vue";

export { pageAt } from "./address.js";
export { Paged, PagedSheet } from "./paged.js";

// The hub's clock, not the reader's: their difference is taken once, when the page is made.
export const now = ref(Date.now());
let ahead = 0;

// The time zone of the page, which is the site's.
const site = ref("UTC");

export function setClock(millis, zone) {
  if (zone) site.value = zone;
  if (!millis) return;
  ahead = millis - Date.now();
  now.value = millis;
}

setInterval(() => (now.value = Date.now() + ahead), 500);

const UNITS = [
  ["days", 86400000],
  ["hours", 3600000],
  ["minutes", 60000],
  ["seconds", 1000],
];

// A span in its two largest units: "4 min 10 s", "47 min", "11 h 3 min"; or short, in the largest alone: "4 min".
export function span(millis, words, short) {
  const left = Math.max(0, millis);
  const first = UNITS.findIndex(([, size]) => left >= size);
  if (first < 0) return `0 ${words.seconds}`;
  const [unit, size] = UNITS[first];
  const text = `${Math.floor(left / size)} ${words[unit]}`;
  const next = UNITS[first + 1];
  const rest = next ? Math.floor((left % size) / next[1]) : 0;
  const enough = short || (unit === "minutes" && left >= 10 * size);
  return rest && !enough ? `${text} ${rest} ${words[next[0]]}` : text;
}

export const isOver = (since, threshold) => since != null && now.value - since > threshold;

// A moment as day and time in a time zone.
export function clockOf(zone) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  return (at) => {
    const said = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]));
    return { day: `${said.year}-${said.month}-${said.day}`, time: `${said.hour}:${said.minute}:${said.second}` };
  };
}

const clocks = new Map();
const MOMENT = /\b(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC\b/g;

// A sentence with its moments, which the hub says in UTC, by the clock that the page shows: the same moments.
export function inZone(text, zone = site.value) {
  if (!text || zone === "UTC") return text;
  if (!clocks.has(zone)) clocks.set(zone, clockOf(zone));
  return text.replace(MOMENT, (_, day, time) => {
    const told = clocks.get(zone)(Date.parse(`${day}T${time}Z`));
    return `${told.day} ${told.time}`;
  });
}

// How long something has lasted. Only this piece of text is drawn anew as time passes.
export const Age = {
  props: { since: Number, words: Object, short: Boolean },
  setup(props) {
    const text = computed(() => span(now.value - props.since, props.words, props.short));
    return () => h("span", { class: "sh-age" }, text.value);
  },
};

// Shapes tell the statuses apart without colour. Drawn on 16 x 16.
const SHAPES = {
  new: '<circle cx="8" cy="8" r="5.5" class="l"/>',
  acknowledged: '<circle cx="8" cy="8" r="5.5" class="l"/><circle cx="8" cy="8" r="2.2" class="f"/>',
  "in-progress": '<circle cx="8" cy="8" r="5.5" class="l"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" class="f"/>',
  pending: '<rect x="3.4" y="3" width="3.2" height="10" rx="1" class="f"/><rect x="9.4" y="3" width="3.2" height="10" rx="1" class="f"/>',
  "pending-verification": '<circle cx="7" cy="7" r="4.3" class="l"/><path d="M10.3 10.3 14 14" class="l"/>',
  resolved: '<path d="M2.8 8.6 6.4 12 13.2 4.4" class="l"/>',
  closed: '<rect x="2.5" y="2.5" width="11" height="11" rx="2.5" class="f"/><path d="M5.2 8.2 7.3 10.2 11 5.9" class="k"/>',
  reopened: '<path d="M3.3 9.2A5 5 0 1 0 4.8 4.3" class="l"/><path d="M2.6 2.4 7.4 2.9 4 6.6z" class="f"/>',
  cancelled: '<path d="M3.6 3.6 12.4 12.4M12.4 3.6 3.6 12.4" class="l"/>',
  none: '<path d="M4 8h8" class="l"/>',
};

export const Chip = {
  props: { tone: String, status: String },
  setup: (props) => () =>
    h("span", { class: ["sh-chip", `sh-tone-${props.tone}`] }, [
      h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true", innerHTML: SHAPES[props.tone] || SHAPES.none }),
      h("span", props.status),
    ]),
};

// A lane as a small picture: what it stood at from when to when, between a first moment and now.
export const Strip = {
  props: { stretches: Array, first: Number },
  setup(props) {
    // Now, in steps of which nobody sees one: the picture is not drawn anew every half second. A step must not grow with
    // every moment either, or its multiples would move with it: it doubles.
    const until = computed(() => {
      const step = 2 ** Math.ceil(Math.log2(Math.max(1000, (now.value - props.first) / 200)));
      return Math.ceil(now.value / step) * step;
    });
    const place = (at) => Math.max(0, Math.min(100, ((at - props.first) / Math.max(1, until.value - props.first)) * 100));
    return () =>
      h(
        "svg",
        { class: "sh-strip", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
        props.stretches.map(([since, tone], index) => {
          const end = props.stretches[index + 1]?.[0] ?? until.value;
          return h("rect", { x: place(since), y: 0, width: Math.max(0.8, place(end) - place(since)), height: 6, class: `sh-tone-${tone}` });
        }),
      );
  },
};
