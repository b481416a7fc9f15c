// A page of the list of tickets. Cells change in place at once.
import { Age, Chip, Paged, Strip, inZone, isOver, pageAt } from "statushub-board";

// Rows that are drawn at first: more than any screen shows. The others follow as soon as these are seen.
const AT_FIRST = 40;

const SystemCell = {
  components: { Chip, Age, Strip },
  props: { cell: Object, first: Number, words: Object, yellowAfter: Number },
  computed: {
    late() {
      return isOver(this.cell.behind, this.yellowAfter);
    },
  },
  methods: { inZone },
  template: `
    <div :class="['sh-cell', late && 'sh-late']" :title="inZone(cell.title)">
      <Chip :tone="cell.tone" :status="cell.status" />
      <div class="sh-under">
        <span class="sh-native">{{ cell.native }}</span>
        <span v-if="cell.behind != null" class="sh-behind">
          <b v-if="late" aria-hidden="true">▲ </b><Age :since="cell.behind" :words="words" short /> {{ words.behind }}
        </span>
      </div>
      <Strip v-if="cell.strip.length" :stretches="cell.strip" :first="first" />
    </div>`,
};

const Row = {
  components: { Age, Chip, Strip, SystemCell },
  props: { line: Object, words: Object, yellowAfter: Number },
  methods: { inZone, pageAt },
  computed: {
    yellow() {
      return this.line.cells.some((cell) => cell && isOver(cell.behind, this.yellowAfter));
    },
    apart() {
      return isOver(this.line.apart, this.yellowAfter);
    },
    trouble() {
      if (this.line.frozen) return "sh-row-frozen";
      if (this.apart) return "sh-row-apart";
      return this.yellow ? "sh-row-yellow" : "";
    },
  },
  template: `
    <tr :class="['sh-row', trouble]" :data-uid="line.uid">
      <th scope="row" class="sh-uid">
        <a :href="pageAt('/tickets/' + line.uid)">{{ line.uid }}</a>
        <span v-if="line.frozen || apart || yellow" class="sh-marks">
          <span v-if="line.frozen" class="sh-mark sh-mark-red" :title="line.conflict">❚❚ {{ words.frozen }}</span>
          <span v-if="apart" class="sh-mark sh-mark-rust" :title="words.apart">⇄ {{ line.frozen ? "" : words.apart }} <Age :since="line.apart" :words="words" short /></span>
          <span v-else-if="yellow" class="sh-mark sh-mark-amber">▲ {{ words.yellow }}</span>
        </span>
      </th>
      <td class="sh-canonical" :title="inZone(line.title)">
        <Chip :tone="line.tone" :status="line.status" />
        <div class="sh-under"><Age v-if="line.since != null" :since="line.since" :words="words" /></div>
        <Strip v-if="line.strip.length" :stretches="line.strip" :first="line.first" />
      </td>
      <td v-for="(cell, place) in line.cells" :key="place">
        <SystemCell v-if="cell" :cell="cell" :first="line.first" :words="words" :yellow-after="yellowAfter" />
        <span v-else class="sh-silent" :title="words.no_report">–</span>
      </td>
    </tr>`,
};

export default {
  components: { Row },
  mixins: [Paged],
  listed: { id: "uid", rows: "tr[data-uid]", path: "/" },
  props: { list: Object, words: Object, yellowAfter: Number, filtered: Boolean },
  emits: ["open"],
  data() {
    return { columns: this.list.columns, count: this.list.count, isFiltered: this.filtered, focus: "", drawn: AT_FIRST };
  },
  created() {
    this.take(this.list.lines, this.list.lines.map((line) => line.uid), this.list.turns, true);
  },
  mounted() {
    requestAnimationFrame(() => setTimeout(() => (this.drawn = Infinity)));
  },
  methods: {
    pageAt,
    // Called from the hub: what changed since it called last. A new filter is what the reader asked for: show it at once.
    patch(change) {
      const columnsMoved = change.columns.map((c) => c.system).join() !== this.columns.map((c) => c.system).join();
      this.columns = change.columns;
      this.count = change.count;
      this.isFiltered = change.filtered;
      this.take(change.lines, change.order, change.turns, change.asked || columnsMoved);
      if (change.asked) this.$nextTick(this.begin);
    },
    move(event) {
      const row = event.target.closest("tr[data-uid]");
      const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
      if (event.key === "Enter" && row) this.$emit("open", row.dataset.uid);
      if (!next) return;
      event.preventDefault();
      this.touch();
      this.focus = next.dataset.uid;
      next.focus();
    },
  },
  template: `
    <section class="sh-tickets" @pointermove="touch" @wheel.passive="touch" @touchmove.passive="touch" @keydown="move">
      <button v-if="held" type="button" class="sh-held" @click="release">{{ words.held.replace("{count}", waiting) }}</button>
      <div ref="scroll" class="sh-scroll" tabindex="-1">
        <table>
          <caption class="sh-hidden">{{ words.tickets }}</caption>
          <thead><tr>
            <th scope="col">{{ words.ticket }}</th><th scope="col">{{ words.status }}</th>
            <th v-for="column in columns" :key="column.system" scope="col">{{ column.title }}</th>
          </tr></thead>
          <tbody>
            <Row v-for="(uid, place) in order.slice(0, drawn)" :key="uid" :line="lines[uid]" :words="words" :yellow-after="yellowAfter"
              :tabindex="(focus && lines[focus] ? focus === uid : place === 0) ? 0 : -1" @focus="focus = uid"
              @dblclick="$emit('open', uid)" />
          </tbody>
        </table>
        <p v-if="!order.length" class="sh-empty">
          {{ turns.number > 1 ? words.page_left : isFiltered ? words.no_match : words.no_tickets }}
        </p>
      </div>
      <Turner :turns="turns" :count="count" :path="$options.listed.path" :words="words" @turn="turn" />
    </section>`,
};
