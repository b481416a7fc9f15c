// A page of a list: its order waits while somebody points at it or reads in it; buttons and keys turn it.
import { pageAt } from "./address.js";

const QUIET = 4000;

// Below the list: which rows of how many are shown, and the ways to other pages.
export const Turner = {
  props: { turns: Object, count: String, path: String, words: Object },
  emits: ["turn"],
  computed: {
    said() {
      const { number } = this.turns;
      const page = number > 1 ? this.words.page_number.replace("{number}", number) : "";
      return [page, this.count].filter(Boolean).join(" · ");
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
  methods: { pageAt },
  template: `
    <footer v-if="said" class="sh-foot">
      <span>{{ said }}</span>
      <nav v-if="turns.next != null || turns.number > 1" class="sh-turns" :aria-label="words.pages_of_list" :title="words.page_keys">
        <template v-for="page in pages" :key="page.name">
          <a v-if="page.to != null" class="sh-turn" :data-turn="page.name" :href="pageAt(path) + page.to"
            @click.exact.prevent="$emit('turn', page.to)">{{ page.label }}</a>
          <span v-else class="sh-turn" :data-turn="page.name" aria-disabled="true">{{ page.label }}</span>
        </template>
      </nav>
    </footer>`,
};

// What a list needs that is shown by pages. Its option `listed` says what names a line (`id`), what its rows are (`rows`, for a
// selector) and where it is (`path`); in its template stand the box that scrolls (`ref="scroll"`), `touch` and `held`.
export const Paged = {
  components: { Turner },
  emits: ["turn"],
  data: () => ({ lines: {}, order: [], turns: { number: 1, first: "", previous: null, next: null }, held: null }),
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
      return this.held.order.filter((id, place) => this.order[place] !== id).length || 1;
    },
    shown() {
      return this.order.map((id) => this.lines[id]);
    },
  },
  methods: {
    // Lines that are new or not the same change in place at once; their order only where nobody reads, or where `now` says so.
    take(lines, order, turns, now) {
      for (const line of lines) this.lines[line[this.$options.listed.id]] = line;
      this.held = { order, turns };
      if (now || !this.isRead() || this.order.join() === order.join()) this.release();
    },
    release() {
      ({ order: this.order, turns: this.turns } = this.held);
      this.held = null;
      const kept = new Set(this.order);
      for (const id of Object.keys(this.lines)) if (!kept.has(id)) delete this.lines[id];
    },
    // What the reader asked for is read from its beginning; after a turn back by key, from its end.
    begin() {
      const box = this.$refs.scroll;
      box.scrollTop = this.turnedTo === "end" ? box.scrollHeight : 0;
      const rows = this.turnedTo ? box.querySelectorAll(this.$options.listed.rows) : [];
      rows[this.turnedTo === "end" ? rows.length - 1 : 0]?.focus({ preventScroll: true });
      this.turnedTo = "";
    },
    turn(to, side = "start") {
      if (to == null) return;
      this.turnedTo = side;
      history.pushState(history.state, "", pageAt(this.$options.listed.path) + to);
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
  },
};

// A list whose page comes as a whole, as `sheet`, with where that is (`at`) and how often its reader has asked for it (`asked`).
export const PagedSheet = {
  mixins: [Paged],
  props: { sheet: Object, asked: Number },
  created() {
    this.see();
  },
  watch: { sheet: "see", asked: "see" },
  methods: {
    see() {
      const { lines, turns, at } = this.sheet;
      const elsewhere = this.at !== undefined && this.at !== at;
      const order = lines.map((line) => line[this.$options.listed.id]);
      this.take(lines, order, turns, elsewhere || this.answered !== this.asked);
      this.at = at;
      this.answered = this.asked;
      if (elsewhere) this.$nextTick(this.begin);
    },
  },
};
