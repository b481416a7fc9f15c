// Parked reports: a filter, a list to choose from, and another try for those chosen or for all shown.
import { Age, setClock } from "statushub-board";

export default {
  components: { Age },
  props: { sheet: Object, words: Object, clock: Number, reviews: Boolean },
  emits: ["filter", "retry", "look"],
  data: () => ({ chosen: [] }),
  created() {
    setClock(this.clock);
  },
  computed: {
    ids() {
      return this.sheet.lines.map((line) => line.id);
    },
    // A report that has gone meanwhile is no longer chosen.
    still() {
      const there = new Set(this.ids);
      return this.chosen.filter((id) => there.has(id));
    },
  },
  methods: {
    all(event) {
      this.chosen = event.target.checked ? [...this.ids] : [];
    },
    retry(ids) {
      this.$emit("retry", ids);
      this.chosen = [];
    },
  },
  template: `
    <main class="pk">
      <div class="pk-filter" role="search">
        <select :aria-label="words.reason" :value="sheet.reason" @change="$emit('filter', [$event.target.value, sheet.system])">
          <option v-for="option in sheet.reasons" :key="option.value" :value="option.value">{{ option.label }}</option>
        </select>
        <select :aria-label="words.system" :value="sheet.system" @change="$emit('filter', [sheet.reason, $event.target.value])">
          <option v-for="option in sheet.systems" :key="option.value" :value="option.value">{{ option.label }}</option>
        </select>
        <span class="sh-gap"></span>
        <template v-if="reviews && ids.length">
          <button type="button" class="sh-act" :disabled="!still.length" @click="retry(still)">{{ words.retry_selected.replace("{count}", still.length) }}</button>
          <button type="button" class="sh-act sh-act-main" @click="retry(ids)">{{ words.retry_shown.replace("{count}", ids.length) }}</button>
        </template>
      </div>
      <section class="sh-tickets">
        <div class="sh-scroll" tabindex="0" :aria-label="words.parked" role="region">
          <table>
            <caption class="sh-hidden">{{ words.parked }}</caption>
            <thead><tr>
              <th v-if="reviews" scope="col"><input type="checkbox" :aria-label="words.select_all" :checked="!!ids.length && still.length === ids.length" @change="all" /></th>
              <th scope="col">{{ words.received }}</th><th scope="col">{{ words.system }}</th><th scope="col">{{ words.reason }}</th>
              <th scope="col">{{ words.about }}</th><th scope="col">{{ words.word }}</th><th scope="col">{{ words.why }}</th>
            </tr></thead>
            <tbody>
              <tr v-for="line in sheet.lines" :key="line.id" :data-parked="line.id">
                <td v-if="reviews"><input type="checkbox" :aria-label="words.select.replace('{id}', line.id)" :value="line.id" v-model="chosen" /></td>
                <td><Age :since="line.received" :words="words" />
                  <div v-if="reviews" class="sh-under"><button type="button" class="sh-link" :title="words.look.replace('{id}', line.id)" @click="$emit('look', [line.id])">{{ line.id.slice(0, 12) }}</button></div></td>
                <td>{{ line.system }}</td>
                <td><span class="sh-mark sh-mark-amber">{{ line.reason }}</span></td>
                <td class="pk-about">{{ line.about }}</td>
                <td class="pk-word">{{ line.word }}</td>
                <td class="pk-why">{{ line.why }}</td>
              </tr>
            </tbody>
          </table>
          <p v-if="!ids.length" class="sh-empty">{{ words.nothing }}</p>
        </div>
        <footer v-if="sheet.is_cut">{{ words.first_shown.replace("{count}", ids.length) }}</footer>
      </section>
    </main>`,
};
