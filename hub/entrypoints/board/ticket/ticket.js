// One ticket: where it stands, its gantt, what the hub knew of it when, and why it stands there.
import { Age, Chip, clockOf, inZone, pageAt, setClock } from "statushub-board";
import { Gantt } from "statushub-gantt";

export default {
  components: { Age, Chip, Gantt },
  props: { sheet: Object, words: Object, legend: Array, yellowAfter: Number, clock: Number, zone: String, reviews: Boolean },
  emits: ["step", "save", "body"],
  data: () => ({ utc: false, bodies: {} }),
  created() {
    setClock(this.clock, this.zone);
  },
  computed: {
    shownZone() {
      return this.utc ? "UTC" : this.zone;
    },
    told() {
      return clockOf(this.shownZone);
    },
    thenAt() {
      return this.sheet.until == null ? this.words.then_now : this.said(this.sheet.until);
    },
  },
  methods: {
    pageAt,
    said(at) {
      const { day, time } = this.told(at);
      return `${day} ${time}`;
    },
    toldIn(sentence) {
      return inZone(sentence, this.shownZone);
    },
    choose(event) {
      const step = Number(event.target.value);
      this.$emit("step", step >= this.sheet.steps.length - 1 ? null : step);
    },
    came(key, body, note) {
      this.bodies = { ...this.bodies, [key]: { body, note } };
    },
  },
  template: `
    <div class="tk">
      <header class="tk-head">
        <h2>{{ sheet.uid }}</h2>
        <template v-if="!sheet.missing && sheet.status">
          <span class="sh-canonical"><Chip :tone="sheet.tone" :status="sheet.status" /></span>
          <Age v-if="sheet.since != null && sheet.until == null" :since="sheet.since" :words="words" />
          <span v-if="sheet.conflict" class="sh-mark sh-mark-red">❚❚ {{ words.frozen }}</span>
          <span v-if="sheet.apart != null && sheet.until == null" class="sh-mark sh-mark-rust">⇄ {{ words.apart }} <Age :since="sheet.apart" :words="words" /></span>
          <a v-if="sheet.conflict && reviews && sheet.until == null" class="sh-act sh-act-main" :href="pageAt('/conflicts/' + sheet.conflict)">{{ words.decide }}</a>
        </template>
      </header>
      <p v-if="sheet.missing" class="sh-empty">{{ words.missing }}</p>
      <template v-else>
        <p class="tk-verdict">{{ toldIn(sheet.verdict) }}</p>
        <Gantt ref="gantt" v-model:utc="utc" :sheet :words :legend :zone :told :said :then-at="thenAt" :yellow-after="yellowAfter" @save="$emit('save', $event)" />
        <section v-if="sheet.steps.length > 1" class="tk-card tk-then">
          <label><span>{{ words.then }}</span>
            <input type="range" min="0" :max="sheet.steps.length - 1" :value="sheet.until == null ? sheet.steps.length - 1 : sheet.steps.indexOf(sheet.until)" @change="choose" />
          </label>
          <output>{{ thenAt }}</output>
          <p v-if="sheet.until != null" class="tk-past" role="status">{{ words.then_known.replace("{moment}", said(sheet.until)) }}</p>
        </section>
        <section class="tk-card">
          <h3>{{ words.why }}</h3>
          <p v-if="!sheet.whys.length" class="sh-empty">{{ words.why_none }}</p>
          <ol class="tk-whys">
            <li v-for="(why, place) in sheet.whys" :key="place">
              <button type="button" class="sh-link" @click="$refs.gantt.go(why.at)">{{ said(why.at) }}</button>
              <Chip v-if="why.status" :tone="why.tone" :status="why.status" /><span class="tk-said">{{ toldIn(why.said) }}</span>
              <details v-if="reviews && why.key[1]" class="tk-raw" @toggle="$event.target.open && $emit('body', why.key)"><summary>{{ words.raw }}</summary>
                <template v-if="bodies[why.key]"><p class="sh-note">{{ bodies[why.key].note }}</p><pre v-if="bodies[why.key].body" tabindex="0">{{ bodies[why.key].body }}</pre></template></details>
            </li>
          </ol>
          <p v-if="sheet.whys_left_out" class="sh-note tk-keys">{{ words.why_more.replace("{count}", sheet.whys_left_out) }}</p>
        </section>
      </template>
    </div>`,
};
