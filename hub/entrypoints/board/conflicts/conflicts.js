// The quality team's queue: what waits, whose it is, and what was settled.
import { Age, PagedSheet, inZone, pageAt, setClock, span } from "statushub-board";

export default {
  components: { Age },
  mixins: [PagedSheet],
  listed: { id: "conflict", rows: "tr[data-conflict] th a", path: "/conflicts" },
  props: { words: Object, clock: Number, zone: String, reviews: Boolean },
  emits: ["choose", "claim"],
  created() {
    setClock(this.clock, this.zone);
  },
  computed: {
    choices() {
      const { words } = this;
      return [["", words.show_open], ["mine", words.show_mine], ["settled", words.show_settled]].filter(([value]) => value !== "mine" || this.reviews);
    },
  },
  methods: {
    inZone,
    pageAt,
    span,
  },
  template: `
    <div class="cq">
      <div class="cq-choose" role="group" :aria-label="words.state">
        <button v-for="[value, label] in choices" :key="value" type="button" class="sh-act" :aria-pressed="sheet.shown === value" @click="$emit('choose', value)">{{ label }}</button>
      </div>
      <section class="sh-tickets" @pointermove="touch" @wheel.passive="touch" @touchmove.passive="touch" @keydown="touch">
        <button v-if="held" type="button" class="sh-held" @click="release">{{ words.held.replace("{count}", waiting) }}</button>
        <div ref="scroll" class="sh-scroll" tabindex="0" :aria-label="words.open_conflicts" role="region">
          <table>
            <caption class="sh-hidden">{{ words.open_conflicts }}</caption>
            <thead><tr>
              <th scope="col">{{ words.conflict }}</th><th scope="col">{{ words.age }}</th><th scope="col">{{ words.systems }}</th>
              <th scope="col">{{ words.said }}</th><th scope="col">{{ words.state }}</th>
            </tr></thead>
            <tbody>
              <tr v-for="line in shown" :key="line.conflict" :class="['sh-row', line.waits && 'sh-row-frozen']" :data-conflict="line.conflict">
                <th scope="row" class="sh-uid"><a :href="pageAt('/conflicts/' + line.conflict)">{{ line.conflict }}</a>
                  <div class="sh-under"><a class="sh-link" :href="pageAt('/tickets/' + line.uid)">{{ line.uid }}</a></div></th>
                <td class="cq-age"><Age v-if="line.waits" :since="line.since" :words="words" /><span v-else>{{ span(line.until - line.since, words) }}</span></td>
                <td class="cq-systems">{{ line.systems }}</td>
                <td class="cq-said">{{ inZone(line.said) }}</td>
                <td class="cq-state"><span :class="line.claimed_by && line.waits ? 'sh-claimed' : ''">{{ line.state }}</span>
                  <p v-if="line.note" class="sh-note">{{ line.note }}</p>
                  <button v-if="reviews && line.waits && !line.claimed_by" type="button" class="sh-act" @click="$emit('claim', line.conflict)">{{ words.claim }}</button></td>
              </tr>
            </tbody>
          </table>
          <p v-if="!shown.length" class="sh-empty">{{ sheet.nothing }}</p>
        </div>
        <Turner :turns="turns" :count="sheet.count" :path="$options.listed.path" :words="words" @turn="turn" />
      </section>
    </div>`,
};
