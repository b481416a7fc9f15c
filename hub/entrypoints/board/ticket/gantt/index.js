// A ticket's lanes on a common time axis, drawn as SVG so that what is seen can be saved as it is.
import { Age, Chip, isOver, now } from "statushub-board";
import { dotsOf, fitted, flagsOf, stretchesOf, stripsOf } from "./drawn.js";
import { ByKeys } from "./keys.js";
import { addressOf, paintedOf, pictureOf } from "./picture.js";
import { begunBy, toldOf } from "./told.js";

const GUTTER = 176;
const RIGHT = 14;
const TOP = 64;
const ROW = 58;
const BAR = 26;
const STEPS = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 31536000].map((s) => s * 1000);
const GLYPHS = { conflict: "⚡", freeze: "❚❚", decision: "✓", withdrawal: "↺", parked: "?" };
const FLAGS = "flags";
// An A4 page on its side between margins of 12 mm, in CSS pixels: on paper the letters have the size that they have elsewhere.
const PAPER = 1032;

export const Gantt = {
  components: { Age, Chip },
  mixins: [ByKeys],
  // `told` and `said` say a moment by the clock that the page shows, and `thenAt` the one as of which it is.
  props: {
    sheet: Object, words: Object, legend: Array, yellowAfter: Number, zone: String, utc: Boolean, told: Function, said: Function, thenAt: String,
  },
  emits: ["update:utc", "save"],
  // `pointed` is the part of which something is told, and where.
  data: () => ({ TOP, BAR, GLYPHS, FLAGS, ROOM: GUTTER - 20, width: 960, view: null, pointed: null, drag: null }),
  mounted() {
    this.watcher = new ResizeObserver(([entry]) => (this.width = Math.max(480, Math.floor(entry.contentRect.width))));
    this.measure();
    addEventListener("beforeprint", this.toPaper);
    addEventListener("afterprint", this.fromPaper);
  },
  updated() {
    this.measure();
  },
  unmounted() {
    this.watcher.disconnect();
    removeEventListener("beforeprint", this.toPaper);
    removeEventListener("afterprint", this.fromPaper);
  },
  computed: {
    until() {
      return this.sheet.until ?? now.value;
    },
    // The axis: the whole ticket with a little air, growing with the clock, until the reader looks closer.
    axis() {
      if (this.view) return this.view;
      const length = Math.max(this.until - this.sheet.first, 60000);
      return { from: this.sheet.first - length * 0.02, to: this.until + length * 0.03 };
    },
    ticks() {
      const { from, to } = this.axis;
      const room = Math.max(2, Math.floor((this.width - GUTTER) / 96));
      const size = STEPS.find((step) => (to - from) / step <= room) ?? STEPS.at(-1);
      const wall = this.told(from);
      const ahead = Date.parse(`${wall.day}T${wall.time}Z`) - Math.floor(from / 1000) * 1000;
      const found = [];
      let before = "";
      for (let at = Math.ceil((from + ahead) / size) * size - ahead; at <= to; at += size) {
        const { day, time } = this.told(at);
        found.push({ x: this.x(at), time: size >= 86400000 ? "" : size >= 60000 ? time.slice(0, 5) : time, day: day === before ? "" : day });
        before = day;
      }
      return found;
    },
    height() {
      return TOP + this.sheet.rows.length * ROW + 8;
    },
    sides() {
      return [GUTTER, this.width - RIGHT];
    },
    rows() {
      return this.sheet.rows.map((row, place) => ({
        ...row,
        id: `lane ${row.system}`,
        y: TOP + place * ROW,
        drawn: stretchesOf(row, this),
        dots: dotsOf(row, this),
        strips: stripsOf(row, this, this.yellowAfter),
      }));
    },
    flags() {
      return flagsOf(this.sheet.flags, this);
    },
    // Everything that something is told of, by lane in the order of time; the marks stand above the lanes.
    lanes() {
      const inOrder = (parts) => parts.sort((one, other) => one.x - other.x);
      const lanes = this.rows.map((row) => ({ id: row.id, row, parts: inOrder([...row.drawn, ...row.strips, ...row.dots]) }));
      return [{ id: FLAGS, parts: this.flags }, ...lanes].filter((lane) => lane.parts.length);
    },
    kinds() {
      const { words } = this;
      return { change: words.change, repeat: words.repeat, late: words.late, echo: words.echo };
    },
    flagKinds() {
      const { words } = this;
      return { conflict: words.conflict, freeze: words.freeze, decision: words.decision, withdrawal: words.withdrawal, parked: words.parked_mark };
    },
    begun() {
      return begunBy(this.sheet.rows);
    },
    shades() {
      return this.sheet.disputed.filter((item) => this.isIn(item.start, item.end)).map((item) => this.box(item.start, item.end, 6));
    },
    windows() {
      return this.sheet.windows.filter((item) => this.isIn(item.start, item.end)).map((item) => this.box(item.start, item.end, 6));
    },
    hasMany() {
      return this.rows.some((row) => row.drawn.some((part) => part.count > 1));
    },
    conflictAt() {
      return this.sheet.flags.findLast((flag) => flag.kind === "conflict")?.at;
    },
    // Around the part where the keys are.
    ring() {
      const { part, lane } = this.here;
      if (!part) return null;
      const top = this.lanes[lane].row?.y;
      if (part.what === "flag") return { x: part.stands - 10, y: TOP - 25, width: 20, height: 19 };
      if (part.what === "dot") return { x: part.x - 8, y: top + BAR + 8, width: 16, height: 16 };
      return part.what === "strip" ? { x: part.x - 2, y: top + 27, width: part.width + 4, height: 10 } : { x: part.x - 2, y: top - 2, width: part.width + 4, height: BAR + 4 };
    },
    // What is told, and where.
    over() {
      const found = this.pointed && this.lanes.find((lane) => lane.id === this.pointed.lane);
      const part = found?.parts.find((each) => each.key === this.pointed.key);
      return part ? { ...toldOf(part, found.row, this), x: this.pointed.x, y: this.pointed.y } : null;
    },
  },
  methods: {
    fitted,
    // The lanes come with the ticket's first report, which may be still to come.
    measure() {
      const { box } = this.$refs;
      if (!box || box === this.measured) return;
      this.watcher.disconnect();
      this.watcher.observe(box);
      this.measured = box;
    },
    toPaper() {
      this.watcher.disconnect();
      this.width = PAPER;
    },
    fromPaper() {
      this.measured = null;
      this.measure();
    },
    x(at) {
      const { from, to } = this.axis;
      return GUTTER + ((at - from) / (to - from)) * (this.width - GUTTER - RIGHT);
    },
    isIn(start, end) {
      return start <= this.axis.to && (end ?? this.until) >= this.axis.from;
    },
    box(start, end, least = 1) {
      const left = Math.max(GUTTER, this.x(start));
      const right = Math.min(this.width - RIGHT, Math.max(this.x(end ?? this.until), left + least));
      return { x: left, width: Math.max(0, right - left) };
    },
    behindNow(row) {
      const last = row.behind.at(-1);
      return last && last.end == null && this.sheet.until == null ? last.start : null;
    },
    late(row) {
      return isOver(this.behindNow(row), this.yellowAfter);
    },
    pathOf(dot, y) {
      const at = y + BAR + 16;
      if (dot.kind === "late") return `M${dot.x} ${at - 5}l5 5-5 5-5-5z`;
      if (dot.kind === "echo") return `M${dot.x - 4} ${at - 4}h8v8h-8z`;
      return `M${dot.x - 4} ${at}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z`;
    },
    idOf(lane, part) {
      return `tk-${this.lanes.findIndex((each) => each.id === lane)}-${part.key}`;
    },
    // Read aloud: all that is told, but how long what goes on has lasted.
    labelOf(part, row) {
      const { title, lines } = toldOf(part, row, this, true);
      return [title, ...lines].join(", ");
    },
    point(event, lane, part) {
      if (this.drag) return;
      const box = this.$refs.box.getBoundingClientRect();
      this.tell(lane, part, event.clientX - box.left + 14, event.clientY - box.top + 16);
    },
    tell(lane, part, x, y) {
      this.pointed = { lane, key: part.key, x: Math.max(4, Math.min(x, this.width - 290)), y };
    },
    pick(event, lane, part) {
      this.at = { lane, key: part.key, from: part.from };
      this.point(event, lane, part);
    },
    zoom(factor, middle) {
      const { from, to } = this.axis;
      const at = middle ?? (from + to) / 2;
      const length = Math.min(Math.max((to - from) * factor, 2000), 1e12);
      const share = (at - from) / (to - from);
      this.view = { from: at - length * share, to: at + length * (1 - share) };
    },
    pan(share) {
      const { from, to } = this.axis;
      const by = (to - from) * share;
      this.view = { from: from + by, to: to + by };
    },
    whole() {
      this.view = null;
    },
    go(at) {
      const half = 20 * 60000;
      this.view = { from: at - half, to: at + half };
    },
    key(event) {
      if (event.target.closest("input") || event.ctrlKey || event.metaKey || event.altKey) return;
      const acts = {
        ArrowLeft: () => this.pan(-0.15),
        ArrowRight: () => this.pan(0.15),
        "+": () => this.zoom(0.6),
        "=": () => this.zoom(0.6),
        "-": () => this.zoom(1 / 0.6),
        0: this.whole,
        c: () => this.conflictAt != null && this.go(this.conflictAt),
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      acts[event.key]();
    },
    wheel(event) {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      const share = (event.offsetX - GUTTER) / (this.width - GUTTER - RIGHT);
      this.zoom(event.deltaY > 0 || event.deltaX > 0 ? 1.25 : 0.8, this.axis.from + (this.axis.to - this.axis.from) * share);
    },
    grab(event) {
      if (event.button === 0) this.drag = { x: event.clientX, axis: this.axis };
    },
    pull(event) {
      if (!this.drag) return;
      const by = ((this.drag.x - event.clientX) / (this.width - GUTTER - RIGHT)) * (this.drag.axis.to - this.drag.axis.from);
      if (Math.abs(this.drag.x - event.clientX) > 3) {
        this.pointed = null;
        this.view = { from: this.drag.axis.from + by, to: this.drag.axis.to + by };
      }
    },
    hand(url, kind) {
      Object.assign(document.createElement("a"), { href: url, download: `${this.sheet.uid}.${kind}` }).click();
    },
    // Whose the picture is and how it stands; in which zone its times are, and as of when.
    headOf() {
      const { sheet, words } = this;
      const zone = this.utc || this.zone === "UTC" ? words.zone_utc : this.zone;
      const frozen = sheet.conflict && words.frozen;
      const told = sheet.told && words.last_told.replace("{status}", sheet.told);
      return [
        [sheet.uid, sheet.status, frozen, told].filter(Boolean).join(" · "),
        `${words.times_in.replace("{zone}", zone)} · ${words.then_at.replace("{moment}", this.said(this.until))}`,
      ];
    },
    async save(kind) {
      if (kind === "csv" || kind === "json") return this.$emit("save", kind);
      const { svg, legend, box } = this.$refs;
      const picture = pictureOf(svg, legend, box, this.headOf());
      this.hand(kind === "svg" ? addressOf(picture.text) : await paintedOf(picture), kind);
    },
  },
  template: `
    <section class="tk-card tk-lanes" :aria-label="words.lanes" tabindex="0" @keydown="key">
      <p class="sh-paper sh-note tk-when">{{ headOf()[1] }}</p>
      <div class="tk-tools">
        <button type="button" class="sh-act" :aria-label="words.zoom_in" :title="words.zoom_in" @click="zoom(0.6)">+</button>
        <button type="button" class="sh-act" :aria-label="words.zoom_out" :title="words.zoom_out" @click="zoom(1 / 0.6)">−</button>
        <button type="button" class="sh-act" @click="whole">{{ words.whole }}</button>
        <button v-if="conflictAt != null" type="button" class="sh-act" @click="go(conflictAt)">⚡ {{ words.to_conflict }}</button>
        <button v-if="zone !== 'UTC'" type="button" class="sh-act" :aria-pressed="utc" @click="$emit('update:utc', !utc)">{{ utc ? words.zone_utc : words.zone_site + " " + zone }}</button>
        <span v-else class="sh-note">{{ words.zone_utc }}</span>
        <span class="tk-save"><span class="sh-note">{{ words.save }}</span>
          <button v-for="kind in ['png', 'svg', 'csv', 'json']" :key="kind" type="button" class="sh-act" @click="save(kind)">{{ kind.toUpperCase() }}</button>
        </span>
      </div>
      <div ref="box" class="tk-box" @wheel="wheel" @pointerdown="grab" @pointermove="pull" @pointerup="drag = null" @pointerleave="drag = null; pointed = null">
        <svg ref="svg" :width="width" :height="height" :viewBox="'0 0 ' + width + ' ' + height" role="grid" aria-readonly="true" :aria-label="words.lanes"
          tabindex="0" :aria-activedescendant="here.part ? idOf(at.lane, here.part) : null" @focus="enter" @blur="leave" @keydown="walk">
          <defs>
            <pattern id="tk-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" class="tk-hatch" /></pattern>
          </defs>
          <g v-for="tick in ticks" :key="tick.x" aria-hidden="true">
            <path :d="'M' + tick.x + ' ' + (TOP - 8) + 'V' + (height - 8)" class="tk-grid" />
            <text :x="tick.x" y="16" class="tk-day">{{ tick.day }}</text>
            <text :x="tick.x" y="32" class="tk-time">{{ tick.time }}</text>
          </g>
          <rect v-for="(shade, place) in windows" :key="'w' + place" :x="shade.x" :width="shade.width" :y="TOP - 6" :height="height - TOP" class="tk-window" />
          <rect v-for="(shade, place) in shades" :key="'s' + place" :x="shade.x" :width="shade.width" :y="TOP - 6" :height="height - TOP" class="tk-disputed" />
          <g v-for="row in rows" :key="row.system" role="row" :data-lane="row.system || 'hub'">
            <path :d="'M0 ' + (row.y + 54) + 'H' + width" class="tk-line" />
            <text x="12" :y="row.y + 18" :class="['tk-title', row.system || 'tk-hub']" role="rowheader">{{ row.title }}</text>
            <text x="12" :y="row.y + 36" class="tk-id"><title>{{ row.native_id }}</title>{{ fitted(row.native_id, ROOM) }}</text>
            <g v-for="part in row.drawn" :key="part.key" :id="idOf(row.id, part)" role="gridcell" :aria-label="labelOf(part, row)" :class="['tk-stretch', 'sh-tone-' + part.tone]" @pointermove="point($event, row.id, part)" @click="pick($event, row.id, part)">
              <rect :x="part.x" :y="row.y" :width="part.width" :height="BAR" rx="3" />
              <text v-if="part.text" :x="part.x + 6" :y="row.y + 18">{{ part.text }}</text>
            </g>
            <rect v-for="part in row.strips" :key="part.key" :id="idOf(row.id, part)" role="gridcell" :aria-label="labelOf(part, row)" :x="part.x" :width="part.width" :y="row.y + 29" height="6" :class="part.yellow ? 'tk-yellow' : 'tk-behind'" @pointermove="point($event, row.id, part)" @click="pick($event, row.id, part)" />
            <path v-for="part in row.dots" :key="part.key" :id="idOf(row.id, part)" role="gridcell" :aria-label="labelOf(part, row)" :d="pathOf(part, row.y)" :class="'tk-dot tk-' + part.kind" @pointermove="point($event, row.id, part)" @click="pick($event, row.id, part)" />
          </g>
          <g v-if="flags.length" role="row" :aria-label="words.marks">
            <g v-for="part in flags" :key="part.key" :id="idOf(FLAGS, part)" role="gridcell" :aria-label="labelOf(part)" :class="'tk-flag tk-flag-' + part.kind" @pointermove="point($event, FLAGS, part)" @click="pick($event, FLAGS, part)">
              <path :d="'M' + part.stands + ' ' + (TOP - 8) + 'L' + part.x + ' ' + (TOP - 3) + 'V' + (height - 8)" />
              <rect :x="part.stands - 10" :y="TOP - 24" width="20" height="16" />
              <text :x="part.stands" :y="TOP - 11">{{ GLYPHS[part.kind] }}</text>
            </g>
          </g>
          <rect v-if="ring" v-bind="ring" rx="4" class="tk-ring" />
        </svg>
        <div v-if="over" class="tk-over" aria-hidden="true" :style="{ left: over.x + 'px', top: over.y + 'px' }">
          <b>{{ over.title }}</b><span v-for="(line, place) in over.lines" :key="place">{{ line }}</span>
        </div>
      </div>
      <ul class="tk-now">
        <template v-for="row in sheet.rows" :key="row.system">
          <li v-if="behindNow(row) != null" :class="late(row) && 'tk-late'" :data-behind="row.system">
            <b>{{ row.title }}</b> {{ words.legend_behind }} <Age :since="behindNow(row)" :words="words" />
          </li>
        </template>
      </ul>
      <div ref="legend" class="tk-legend" role="group" :aria-label="words.legend">
        <span v-for="item in legend" :key="item.code"><Chip :tone="item.tone" :status="item.status" /><i>{{ item.code }}</i></span>
        <span><svg width="22" height="8" aria-hidden="true"><rect width="22" height="6" class="tk-behind" /></svg>{{ words.legend_behind }}</span>
        <span><svg width="22" height="8" aria-hidden="true"><rect width="22" height="6" class="tk-yellow" /></svg>{{ words.legend_yellow }}</span>
        <span><svg width="22" height="12" aria-hidden="true"><rect width="22" height="12" class="tk-disputed" /></svg>{{ words.legend_disputed }}</span>
        <span v-if="sheet.windows.length"><svg width="22" height="12" aria-hidden="true"><rect width="22" height="12" class="tk-window" /></svg>{{ words.legend_window }}</span>
        <span v-if="hasMany"><svg width="22" height="12" aria-hidden="true" class="tk-stretch sh-tone-many"><rect x="1" y="1" width="20" height="10" rx="3" /></svg>{{ words.legend_many }}</span>
        <span v-for="(name, kind) in kinds" :key="kind"><svg width="12" height="12" viewBox="0 36 12 12" aria-hidden="true"><path :d="pathOf({ x: 6, kind }, 0)" :class="'tk-dot tk-' + kind" /></svg>{{ name }}</span>
        <span v-for="(name, kind) in flagKinds" :key="kind"><b :class="'tk-glyph tk-glyph-' + kind" aria-hidden="true">{{ GLYPHS[kind] }}</b>{{ name }}</span>
      </div>
      <p class="sh-note tk-keys">{{ words.keys }} {{ words.keys_within }}</p>
    </section>`,
};
