// Parked reports: a filter, a list to choose from, and another try for those chosen or for all shown.
import { Age, PagedSheet, pageAt, setClock } from "statushub-board";

export default {
  components: { Age },
  mixins: [PagedSheet],
  listed: { id: "id", rows: "tr[data-parked] :is(input, button)", path: "/parked" },
  props: { words: Object, clock: Number, reviews: Boolean },
  emits: ["filter", "retry", "retryAll", "stop", "look"],
  data: () => ({ chosen: [], tried: null, total: 0 }),
  created() {
    setClock(this.clock);
  },
  computed: {
    // A report that has gone meanwhile is no longer chosen.
    still() {
      const there = new Set(this.order);
      return this.chosen.filter((id) => there.has(id));
    },
  },
  methods: {
    pageAt,
    all(event) {
      this.chosen = event.target.checked ? [...this.order] : [];
    },
    // Called from the hub: how many of all were tried, null when that is over.
    tell(count) {
      this.tried = count;
    },
    retryAll() {
      if (!window.confirm(this.counted(this.words.sure_all))) return;
      this.tried = 0;
      this.total = this.sheet.total;
      this.$emit("retryAll");
    },
    counted(text, count = this.sheet.total) {
      return text.replace("{count}", count.toLocaleString("en")).replace("{total}", this.total.toLocaleString("en"));
    },
    retry(ids) {
      this.$emit("retry", ids);
      this.chosen = [];
    },
  },
  template: `
    <div class="pk">
      <div class="pk-filter" role="search">
        <select :aria-label="words.reason" :value="sheet.reason" @change="$emit('filter', [$event.target.value, sheet.system])">
          <option v-for="option in sheet.reasons" :key="option.value" :value="option.value">{{ option.label }}</option>
        </select>
        <select :aria-label="words.system" :value="sheet.system" @change="$emit('filter', [sheet.reason, $event.target.value])">
          <option v-for="option in sheet.systems" :key="option.value" :value="option.value">{{ option.label }}</option>
        </select>
        <span class="sh-gap"></span>
        <template v-if="tried != null">
          <span class="sh-note" role="status">{{ counted(words.tried, tried) }}</span>
          <button type="button" class="sh-act" @click="$emit('stop')">{{ words.stop }}</button>
        </template>
        <template v-else-if="reviews && order.length">
          <button type="button" class="sh-act" :disabled="!still.length" @click="retry(still)">{{ words.retry_selected.replace("{count}", still.length) }}</button>
          <button type="button" :class="['sh-act', sheet.total <= order.length && 'sh-act-main']" @click="retry(order)">{{ words.retry_shown.replace("{count}", order.length) }}</button>
          <button v-if="sheet.total > order.length" type="button" class="sh-act sh-act-main" @click="retryAll">{{ counted(words.retry_all) }}</button>
        </template>
      </div>
      <section class="sh-tickets" @pointermove="touch" @wheel.passive="touch" @touchmove.passive="touch" @keydown="touch">
        <button v-if="held" type="button" class="sh-held" @click="release">{{ words.held.replace("{count}", waiting) }}</button>
        <div ref="scroll" class="sh-scroll" tabindex="0" :aria-label="words.parked" role="region">
          <table>
            <caption class="sh-hidden">{{ words.parked }}</caption>
            <thead><tr>
              <th v-if="reviews" scope="col"><input type="checkbox" :aria-label="words.select_all" :disabled="!order.length" :checked="!!order.length && still.length === order.length" @change="all" /></th>
              <th scope="col">{{ words.received }}</th><th scope="col">{{ words.system }}</th><th scope="col">{{ words.reason }}</th>
              <th scope="col">{{ words.about }}</th><th scope="col">{{ words.word }}</th><th scope="col">{{ words.why }}</th>
            </tr></thead>
            <tbody>
              <tr v-for="line in shown" :key="line.id" :data-parked="line.id">
                <td v-if="reviews"><input type="checkbox" :aria-label="words.select.replace('{id}', line.id)" :value="line.id" v-model="chosen" /></td>
                <td><Age :since="line.received" :words="words" />
                  <div v-if="reviews" class="sh-under"><button type="button" class="sh-link" :title="words.look.replace('{id}', line.id)" @click="$emit('look', [line.id])">{{ line.id.slice(0, 12) }}</button></div></td>
                <td>{{ line.system }}</td>
                <td><span class="sh-mark sh-mark-amber">{{ line.reason }}</span></td>
                <td class="pk-about"><a v-if="line.uid" class="sh-link" :href="pageAt('/tickets/' + line.uid)">{{ line.uid }}</a>
                  <div :class="line.uid && 'sh-note'">{{ line.native_id }}</div></td>
                <td class="pk-word">{{ line.word }}</td>
                <td class="pk-why">{{ line.why }}</td>
              </tr>
            </tbody>
          </table>
          <p v-if="!order.length" class="sh-empty">{{ sheet.nothing }}</p>
        </div>
        <Turner :turns="turns" :count="sheet.count" :path="$options.listed.path" :words="words" @turn="turn" />
      </section>
    </div>`,
};
