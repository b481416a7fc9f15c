// A page of the list. Cells change in place at once; the order waits while somebody points at the list or reads in it.
import { Age, Chip, Strip, inZone, isOver, pageAt } from "statushub-board";

const QUIET = 4000;

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
  props: { list: Object, words: Object, yellowAfter: Number, filtered: Boolean },
  emits: ["open", "turn"],
  data() {
    return {
      columns: this.list.columns,
      lines: Object.fromEntries(this.list.lines.map((line) => [line.uid, line])),
      order: this.list.lines.map((line) => line.uid),
      turns: this.list.turns,
      isFiltered: this.filtered,
      held: null,
      focus: "",
    };
  },
  created() {
    this.touched = 0;
    this.turnedTo = "";
  },
  mounted() {
    this.timer = setInterval(() => this.held && !this.isRead() && this.release(), 500);
    document.addEventListener("keydown", this.page);
    addEventListener("popstate", this.reload);
  },
  unmounted() {
    clearInterval(this.timer);
    document.removeEventListener("keydown", this.page);
    removeEventListener("popstate", this.reload);
  },
  computed: {
    waiting() {
      if (!this.held) return 0;
      return this.held.order.filter((uid, place) => this.order[place] !== uid).length || 1;
    },
    count() {
      const { number, next } = this.turns;
      const text = (number === 1 && next != null ? this.words.shown_first : this.words.shown).replace("{count}", this.order.length);
      return number === 1 ? text : `${this.words.page_number.replace("{number}", number)} · ${text}`;
    },
    pages() {
      const { first, previous, next } = this.turns;
      return [
        { name: "first", label: this.words.page_first, to: previous == null ? null : first },
        { name: "previous", label: `‹ ${this.words.page_previous}`, to: previous },
        { name: "next", label: `${this.words.page_next} ›`, to: next },
      ];
    },
  },
  methods: {
    pageAt,
    // Called from the hub: what changed since it called last. A new filter is what the reader asked for: show it at once.
    patch(change) {
      for (const line of change.lines) this.lines[line.uid] = line;
      const columnsMoved = change.columns.map((c) => c.system).join() !== this.columns.map((c) => c.system).join();
      this.columns = change.columns;
      this.isFiltered = change.filtered;
      this.held = { order: change.order, turns: change.turns };
      if (change.asked || columnsMoved || !this.isRead() || this.order.join() === change.order.join()) this.release();
      if (change.asked) this.$nextTick(this.begin);
    },
    release() {
      ({ order: this.order, turns: this.turns } = this.held);
      this.held = null;
      const kept = new Set(this.order);
      for (const uid of Object.keys(this.lines)) if (!kept.has(uid)) delete this.lines[uid];
    },
    // What the reader asked for is read from its beginning; after a turn back by key, from its end.
    begin() {
      const box = this.$refs.scroll;
      box.scrollTop = this.turnedTo === "end" ? box.scrollHeight : 0;
      const rows = this.turnedTo ? box.querySelectorAll("tr[data-uid]") : [];
      rows[this.turnedTo === "end" ? rows.length - 1 : 0]?.focus({ preventScroll: true });
      this.turnedTo = "";
    },
    turn(to, side) {
      if (to == null) return;
      this.turnedTo = side;
      history.pushState(history.state, "", pageAt("/") + to);
      this.$emit("turn", new URLSearchParams(to).get("page") ?? "");
    },
    // Back and forward lead to other addresses: their filters are those of the address.
    reload() {
      location.reload();
    },
    // Page Down and Page Up go through the list, and at its end and beginning on to the next page and back.
    page(event) {
      const down = event.key === "PageDown";
      if (!(down || event.key === "PageUp") || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target !== document.body && !this.$el.contains(event.target)) return;
      event.preventDefault();
      const box = this.$refs.scroll;
      const left = down ? box.scrollHeight - box.clientHeight - box.scrollTop : box.scrollTop;
      if (left > 1) box.scrollBy({ top: (down ? 0.9 : -0.9) * box.clientHeight });
      else if (!event.repeat) this.turn(down ? this.turns.next : this.turns.previous, down ? "start" : "end");
    },
    isRead() {
      return Date.now() - this.touched < QUIET;
    },
    touch() {
      this.touched = Date.now();
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
            <Row v-for="(uid, place) in order" :key="uid" :line="lines[uid]" :words="words" :yellow-after="yellowAfter"
              :tabindex="(focus && lines[focus] ? focus === uid : place === 0) ? 0 : -1" @focus="focus = uid"
              @dblclick="$emit('open', uid)" />
          </tbody>
        </table>
        <p v-if="!order.length" class="sh-empty">
          {{ turns.number > 1 ? words.page_left : isFiltered ? words.no_match : words.no_tickets }}
        </p>
      </div>
      <footer v-if="order.length || turns.number > 1" class="sh-foot">
        <span>{{ count }}</span>
        <nav v-if="turns.next != null || turns.number > 1" class="sh-turns" :aria-label="words.pages_of_list" :title="words.page_keys">
          <template v-for="page in pages" :key="page.name">
            <a v-if="page.to != null" class="sh-turn" :data-turn="page.name" :href="pageAt('/') + page.to"
              @click.exact.prevent="turn(page.to, 'start')">{{ page.label }}</a>
            <span v-else class="sh-turn" :data-turn="page.name" aria-disabled="true">{{ page.label }}</span>
          </template>
        </nav>
      </footer>
    </section>`,
};
