// A ticket's lanes on a common time axis, drawn as SVG so that what is seen can be saved as it is.
import { Age, Chip, isOver, now, span } from "statushub-board";
import { addressOf, paintedOf, pictureOf } from "./picture.js";

const GUTTER = 176;
const RIGHT = 14;
const TOP = 64;
const ROW = 58;
const BAR = 26;
const THIN = 4;
const MOST = 24;
const STEPS = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800, 2592000, 31536000].map((s) => s * 1000);
const GLYPHS = { conflict: "⚡", freeze: "❚❚", decision: "✓", withdrawal: "↺", parked: "?" };
const RANK = { late: 3, echo: 2, change: 1, repeat: 0 };

// About how wide a text is: a Chinese letter takes the place of two.
const lengthOf = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 13.5 : 8.2), 0);

// As much of an id as there is room for beside the lanes.
const fitted = (id) => {
  let shown = id;
  while (lengthOf(shown) > GUTTER - 20) shown = [...shown].slice(0, shown.endsWith("…") ? -2 : -1).join("") + "…";
  return shown;
};

export const Gantt = {
  components: { Age, Chip },
  // `told` and `said` say a moment by the clock that the page shows, and `thenAt` the one as of which it is.
  props: {
    sheet: Object, words: Object, legend: Array, yellowAfter: Number, zone: String, utc: Boolean, told: Function, said: Function, thenAt: String,
  },
  emits: ["update:utc", "save"],
  data: () => ({ TOP, width: 960, view: null, over: null, drag: null }),
  mounted() {
    this.watcher = new ResizeObserver(([entry]) => (this.width = Math.max(480, Math.floor(entry.contentRect.width))));
    this.measure();
  },
  updated() {
    this.measure();
  },
  unmounted() {
    this.watcher.disconnect();
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
    rows() {
      return this.sheet.rows.map((row, place) => ({
        ...row,
        y: TOP + place * ROW,
        drawn: this.stretchesOf(row),
        dots: this.dotsOf(row),
        strips: this.stripsOf(row),
      }));
    },
    // Of marks of a kind that stand on the same few pixels, the first is drawn.
    flags() {
      const found = new Map();
      for (const flag of this.sheet.flags) {
        const x = this.x(flag.at);
        const place = `${flag.kind} ${Math.round(x / 5)}`;
        if (this.isIn(flag.at, flag.at) && !found.has(place)) found.set(place, { ...flag, x, glyph: GLYPHS[flag.kind] });
      }
      return [...found.values()];
    },
    shades() {
      return this.sheet.disputed.filter((item) => this.isIn(item.start, item.end)).map((item) => this.box(item.start, item.end, 6));
    },
    windows() {
      return this.sheet.windows.filter((item) => this.isIn(item.start, item.end)).map((item) => this.box(item.start, item.end, 6));
    },
    kinds() {
      const words = this.words;
      return { change: words.change, repeat: words.repeat, late: words.late, echo: words.echo };
    },
    conflictAt() {
      return this.sheet.flags.findLast((flag) => flag.kind === "conflict")?.at;
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
    // Segments too thin to be told apart are drawn as one that says how many.
    stretchesOf(row) {
      const found = [];
      for (const item of row.stretches) {
        if (!this.isIn(item.start, item.end)) continue;
        const box = this.box(item.start, item.end);
        if (this.grown(found.at(-1), box, item.end)) continue;
        const text = box.width > lengthOf(item.status) + 14 ? item.status : box.width > 15 ? item.code : "";
        found.push({ ...item, ...box, text, count: 1, thin: box.width < THIN });
      }
      return found;
    },
    // Whether the one before could take this one in.
    grown(before, box, end) {
      if (!before?.thin || box.width >= THIN || before.width > MOST || box.x - before.x - before.width > 1.5) return false;
      Object.assign(before, { width: box.x + box.width - before.x, end, count: before.count + 1, tone: "many" });
      return true;
    },
    // Reports that fall on the same few pixels are one dot that says how many.
    dotsOf(row) {
      const found = new Map();
      for (const [at, kind, native, status, actor, received, mapping] of row.reports) {
        if (!this.isIn(at, at)) continue;
        const place = Math.round(this.x(at) / 7);
        const there = found.get(place);
        if (!there) found.set(place, { at, kind, native, status, actor, received, mapping, x: this.x(at), count: 1 });
        else {
          there.count += 1;
          if (RANK[kind] > RANK[there.kind]) there.kind = kind;
        }
      }
      return [...found.values()];
    },
    stripsOf(row) {
      const found = [];
      const add = (box, yellow, item) => {
        const before = found.at(-1);
        if (this.grown(before, box, item.end)) before.yellow ||= yellow;
        else found.push({ ...box, yellow, since: item.start, end: item.end, count: 1, thin: box.width < THIN });
      };
      for (const item of row.behind) {
        if (!this.isIn(item.start, item.end)) continue;
        const turns = item.start + this.yellowAfter;
        const end = item.end ?? this.until;
        add(this.box(item.start, Math.min(end, turns)), false, item);
        if (end > turns) add(this.box(turns, item.end), true, item);
      }
      return found;
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
    showDot(event, row, dot) {
      const lines = [
        `${this.kinds[dot.kind]} · ${dot.status}`,
        `${this.words.said}: “${dot.native}”`,
        `${this.words.happened}: ${this.said(dot.at)}`,
        `${this.words.received}: ${this.said(dot.received)} (${this.words.delayed} ${span(dot.received - dot.at, this.words)})`,
      ];
      if (dot.actor) lines.push(`${this.words.actor}: ${dot.actor}`);
      if (dot.mapping) lines.push(`${this.words.mapping}: ${dot.mapping}`);
      if (dot.count > 1) lines.push(this.words.together.replace("{count}", dot.count));
      this.point(event, row.title, lines);
    },
    showStretch(event, row, item) {
      const lines = [item.status, `${this.said(item.start)} ${this.words.until} ${item.end == null ? this.thenAt : this.said(item.end)}`];
      if (item.count > 1) lines[0] = this.words.changes.replace("{count}", item.count);
      else if (item.native) lines.splice(1, 0, `${this.words.said}: “${item.native}”`);
      lines.push(`${this.words.lasts} ${span((item.end ?? this.until) - item.start, this.words)}`);
      this.point(event, row.title, lines);
    },
    showStrip(event, row, item) {
      const name = item.yellow ? this.words.legend_yellow : this.words.legend_behind;
      this.point(event, row.title, [name, `${this.said(item.since)}, ${this.words.lasts} ${span((item.end ?? this.until) - item.since, this.words)}`]);
    },
    point(event, title, lines) {
      if (this.drag) return;
      const box = this.$refs.box.getBoundingClientRect();
      this.over = { title, lines, x: Math.min(event.clientX - box.left + 14, box.width - 290), y: event.clientY - box.top + 16 };
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
        this.over = null;
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
      const frozen = sheet.conflict ? words.frozen : "";
      return [
        [sheet.uid, sheet.status, frozen].filter(Boolean).join(" · "),
        `${words.times_in.replace("{zone}", zone)} · ${words.then}: ${this.said(this.until)}`,
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
    <section class="tk-card" :aria-label="words.lanes" tabindex="0" @keydown="key">
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
      <div ref="box" class="tk-box" @wheel="wheel" @pointerdown="grab" @pointermove="pull" @pointerup="drag = null" @pointerleave="drag = null; over = null">
        <svg ref="svg" :width="width" :height="height" :viewBox="'0 0 ' + width + ' ' + height" role="img" :aria-label="words.lanes">
          <defs>
            <pattern id="tk-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" class="tk-hatch" /></pattern>
          </defs>
          <g v-for="tick in ticks" :key="tick.x">
            <path :d="'M' + tick.x + ' ' + (TOP - 8) + 'V' + (height - 8)" class="tk-grid" />
            <text :x="tick.x" y="16" class="tk-day">{{ tick.day }}</text>
            <text :x="tick.x" y="32" class="tk-time">{{ tick.time }}</text>
          </g>
          <rect v-for="(shade, place) in windows" :key="'w' + place" :x="shade.x" :width="shade.width" :y="TOP - 6" :height="height - TOP" class="tk-window" />
          <rect v-for="(shade, place) in shades" :key="'s' + place" :x="shade.x" :width="shade.width" :y="TOP - 6" :height="height - TOP" class="tk-disputed" />
          <g v-for="row in rows" :key="row.system" :data-lane="row.system || 'hub'">
            <path :d="'M0 ' + (row.y + 54) + 'H' + width" class="tk-line" />
            <text x="12" :y="row.y + 18" :class="['tk-title', row.system || 'tk-hub']">{{ row.title }}</text>
            <text x="12" :y="row.y + 36" class="tk-id"><title>{{ row.native_id }}</title>{{ fitted(row.native_id) }}</text>
            <g v-for="item in row.drawn" :key="item.start" :class="['tk-stretch', 'sh-tone-' + item.tone]" @pointermove="showStretch($event, row, item)">
              <rect :x="item.x" :y="row.y" :width="item.width" :height="${BAR}" rx="3" />
              <text v-if="item.text" :x="item.x + 6" :y="row.y + 18">{{ item.text }}</text>
            </g>
            <rect v-for="(item, place) in row.strips" :key="'b' + place" :x="item.x" :width="item.width" :y="row.y + 29" height="6" :class="item.yellow ? 'tk-yellow' : 'tk-behind'" @pointermove="showStrip($event, row, item)" />
            <path v-for="dot in row.dots" :key="'d' + dot.at" :d="pathOf(dot, row.y)" :class="'tk-dot tk-' + dot.kind" @pointermove="showDot($event, row, dot)" />
          </g>
          <g v-for="(flag, place) in flags" :key="'f' + place" :class="'tk-flag tk-flag-' + flag.kind">
            <path :d="'M' + flag.x + ' ' + (TOP - 8) + 'V' + (height - 8)" />
            <text :x="flag.x" :y="TOP - 11" @pointermove="point($event, flag.label, [said(flag.at), flag.text])">{{ flag.glyph }}</text>
          </g>
        </svg>
        <div v-if="over" class="tk-over" :style="{ left: over.x + 'px', top: over.y + 'px' }">
          <b>{{ over.title }}</b><span v-for="(line, place) in over.lines" :key="place">{{ line }}</span>
        </div>
      </div>
      <ul class="tk-now">
        <template v-for="row in sheet.rows" :key="row.system">
          <li v-if="behindNow(row) != null" :class="late(row) && 'tk-late'" :data-behind="row.system">
            <b>{{ row.title }}</b>: {{ words.legend_behind }} <Age :since="behindNow(row)" :words="words" />
          </li>
        </template>
      </ul>
      <div ref="legend" class="tk-legend" role="group" :aria-label="words.legend">
        <span v-for="item in legend" :key="item.code"><Chip :tone="item.tone" :status="item.status" /><i>{{ item.code }}</i></span>
        <span><svg width="22" height="8" aria-hidden="true"><rect width="22" height="6" class="tk-behind" /></svg>{{ words.legend_behind }}</span>
        <span><svg width="22" height="8" aria-hidden="true"><rect width="22" height="6" class="tk-yellow" /></svg>{{ words.legend_yellow }}</span>
        <span><svg width="22" height="12" aria-hidden="true"><rect width="22" height="12" class="tk-disputed" /></svg>{{ words.legend_disputed }}</span>
        <span v-if="sheet.windows.length"><svg width="22" height="12" aria-hidden="true"><rect width="22" height="12" class="tk-window" /></svg>{{ words.legend_window }}</span>
        <span v-for="(name, kind) in kinds" :key="kind"><svg width="12" height="12" viewBox="0 36 12 12" aria-hidden="true"><path :d="pathOf({ x: 6, kind }, 0)" :class="'tk-dot tk-' + kind" /></svg>{{ name }}</span>
      </div>
      <p class="sh-note tk-keys">{{ words.keys }}</p>
    </section>`,
};
