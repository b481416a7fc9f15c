// The lanes by keyboard, as a grid is (WAI-ARIA practices): one stop for Tab, and from there arrow keys go from part to part
// and from lane to lane, Home and End to the first and last of a lane, Enter looks closer, Escape takes away what is told.

const nearest = (parts, distance) => parts.reduce((best, part) => (!best || distance(part) < distance(best) ? part : best), undefined);

// Where the keys are among the lanes: the lane's place, its parts, and the part's place. A part that is drawn as another
// now is the one that is nearest in time.
function placeOf(lanes, at) {
  const lane = Math.max(0, lanes.findIndex((each) => each.id === at.lane));
  const parts = lanes[lane]?.parts ?? [];
  const part = parts.find((each) => each.key === at.key) ?? nearest(parts, (each) => Math.abs(each.from - at.from));
  return { lane, parts, part, place: parts.indexOf(part) };
}

// Where a key leads to from there; undefined where it leads nowhere.
function led(key, lanes, { lane, parts, part, place }) {
  const beside = (by) => {
    for (let next = lane + by; lanes[next]; next += by) {
      const there = nearest(lanes[next].parts, (each) => Math.abs(each.x - part.x));
      if (there) return there;
    }
  };
  const leads = {
    ArrowLeft: () => parts[place - 1],
    ArrowRight: () => parts[place + 1],
    ArrowUp: () => beside(-1),
    ArrowDown: () => beside(1),
    Home: () => parts[0],
    End: () => parts.at(-1),
  };
  return part && leads[key]?.();
}

// The moment of what lies next beyond what is seen of a lane, and is not the part that begins there.
function beyond(key, moments, part, { from, to }) {
  if (key === "ArrowRight") return moments.find((at) => at > to);
  return key === "ArrowLeft" ? moments.findLast((at) => at < from && at < part.from) : undefined;
}

// What the gantt does by keys. It has `lanes`, each with its parts in order, a `ring` around the part where the keys are, and
// `tell`; `at` is where they were last, and `isHere` whether they are within the lanes now.
export const ByKeys = {
  data: () => ({ at: null, isHere: false }),
  computed: {
    here() {
      return this.isHere && this.at ? placeOf(this.lanes, this.at) : {};
    },
  },
  methods: {
    // By keys one comes to where one was, at first to how the ticket stands.
    enter() {
      if (!this.$refs.svg.matches(":focus-visible")) return;
      const hub = this.lanes.find((lane) => lane.row) ?? this.lanes[0];
      const { lane, part } = this.at ? placeOf(this.lanes, this.at) : { part: hub?.parts.findLast((each) => each.what === "stretch") };
      this.to(this.lanes[lane]?.id ?? hub?.id, part);
    },
    leave() {
      this.isHere = false;
      this.pointed = null;
    },
    to(lane, part) {
      if (!part) return;
      Object.assign(this, { isHere: true, at: { lane, key: part.key, from: part.from } });
      this.tell(lane, part, this.ring.x, this.ring.y + this.ring.height + 6);
    },
    walk(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.at || !/^(Arrow|Home|End|Enter|Escape)/.test(event.key)) return;
      this.isHere = true;
      if (!this.here.part) return;
      if (event.key === "Escape") this.pointed = null;
      else if (event.key === "Enter") this.closer(this.here.part);
      else this.step(event.key);
      event.preventDefault();
      event.stopPropagation();
    },
    step(key) {
      const { id, row } = this.lanes[this.here.lane];
      let part = led(key, this.lanes, this.here);
      if (!part && this.view) {
        const moments = row ? row.stretches.map((item) => item.start) : this.sheet.flags.map((flag) => flag.at).sort((one, other) => one - other);
        const at = beyond(key, moments, this.here.part, this.axis);
        if (at == null) return;
        this.pan((at - (this.axis.from + this.axis.to) / 2) / (this.axis.to - this.axis.from));
        part = placeOf(this.lanes, { lane: id, from: at }).part;
      }
      this.to(this.lanes.find((each) => each.parts.includes(part))?.id, part);
    },
    closer({ from, to }) {
      const { axis } = this;
      const length = ((to ?? this.until) - from) * 1.3 || (axis.to - axis.from) / 4;
      const middle = (from + (to ?? this.until)) / 2;
      this.view = { from: middle - Math.max(length, 2000) / 2, to: middle + Math.max(length, 2000) / 2 };
      this.to(this.at.lane, placeOf(this.lanes, this.at).part);
    },
  },
};
