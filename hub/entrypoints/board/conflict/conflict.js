// One conflict: both reports side by side, what each choice leads to, and everything that was said of it.
import { Age, Chip, clockOf, inZone, pageAt, setClock, span } from "statushub-board";

export default {
  components: { Age, Chip },
  props: { sheet: Object, words: Object, clock: Number, zone: String, reviews: Boolean, me: String },
  emits: ["claim", "hand", "comment", "decide", "body"],
  data: () => ({ choice: "", status: "", reason: "", text: "", to: "", note: "", handing: false, sending: false, bodies: {} }),
  created() {
    setClock(this.clock, this.zone);
    this.told = clockOf(this.zone);
  },
  mounted() {
    document.addEventListener("keydown", this.onKey);
  },
  unmounted() {
    document.removeEventListener("keydown", this.onKey);
  },
  computed: {
    mayDecide() {
      return this.reviews && this.sheet.waits && (!this.sheet.claimed_by || this.sheet.mine);
    },
    chosen() {
      const wanted = this.choice === "set" ? `set:${this.status}` : this.choice;
      return [...this.sheet.options, ...this.sheet.statuses].find((option) => option.value === wanted);
    },
    ready() {
      return this.mayDecide && this.chosen && this.reason.trim();
    },
    choices() {
      return [...this.sheet.options.map((option) => option.value), "set"];
    },
  },
  methods: {
    inZone,
    pageAt,
    span,
    when(millis) {
      const { day, time } = this.told(millis);
      return `${day} ${time}`;
    },
    onKey(event) {
      const at = event.target.closest?.("textarea, select, input:not([type=radio]), [role=dialog]");
      if (event.key === "Escape") return this.leave(at);
      if (event.key === "Enter" && event.ctrlKey) return this.send(at);
      if (event.ctrlKey || event.metaKey || event.altKey || at) return;
      const place = Number(event.key) - 1;
      if (this.mayDecide && this.choices[place]) this.choose(this.choices[place]);
      else if (event.key === "c" && this.mayDecide && !this.sheet.claimed_by) this.$emit("claim");
      else if (event.key === "r" && this.mayDecide) this.$refs.reason?.focus();
      else if (event.key === "h" && this.mayDecide) this.startHanding();
      else if (event.key === "m" && this.reviews) this.$refs.text?.focus();
      else return;
      event.preventDefault();
    },
    choose(value) {
      this.choice = value;
      if (value === "set") this.$nextTick(() => this.$refs.status?.focus());
    },
    // Ctrl+Enter sends what is being written: a comment where that is a comment. A decision cannot be taken back.
    send(at) {
      if (at && at === this.$refs.text) return this.say();
      if (this.ready && (!at || at.closest(".cf-decide"))) this.decide();
    },
    leave(at) {
      if (this.handing) this.handing = false;
      at?.blur();
    },
    say() {
      if (this.text.trim()) this.$emit("comment", [this.text]);
    },
    startHanding() {
      this.handing = true;
      this.$nextTick(() => this.$refs.to?.focus());
    },
    decide() {
      this.$emit("decide", [this.chosen.value, this.reason]);
    },
    hand(to) {
      this.$emit("hand", [to, this.note]);
    },
    came(key, body, note) {
      this.bodies = { ...this.bodies, [key]: { body, note } };
    },
    done(what) {
      if (what === "comment") this.text = "";
      if (what === "hand") Object.assign(this, { handing: false, to: "", note: "" });
      if (what === "decide") Object.assign(this, { choice: "", status: "", reason: "" });
    },
  },
  template: `
    <div v-if="sheet.missing" class="cf"><p class="sh-empty">{{ words.unknown.replace("{conflict}", sheet.conflict) }}</p></div>
    <div v-else class="cf" tabindex="-1">
      <header class="cf-head" :class="sheet.waits && 'cf-waits'">
        <div>
          <h2>{{ sheet.conflict }} <a class="sh-link" :href="pageAt('/tickets/' + sheet.uid)">{{ sheet.uid }}</a></h2>
          <p class="cf-said">{{ inZone(sheet.said) }}</p>
          <p class="sh-note">{{ sheet.rule }} · {{ sheet.apart }}<template v-if="sheet.more"> · {{ sheet.more }}</template></p>
        </div>
        <div class="cf-state">
          <b class="cf-age"><Age v-if="sheet.waits" :since="sheet.since" :words="words" /><template v-else-if="sheet.until">{{ words.settled }} {{ when(sheet.until) }}</template></b>
          <span :class="sheet.claimed_by && 'sh-claimed'">{{ sheet.state }}</span>
          <span v-if="reviews && sheet.waits" class="cf-acts">
            <button v-if="!sheet.claimed_by" type="button" class="sh-act sh-act-main" @click="$emit('claim')">{{ words.claim }}</button>
            <button v-else-if="!sheet.mine" type="button" class="sh-act" @click="hand(me)">{{ words.take_over }}</button>
            <button v-if="mayDecide" type="button" class="sh-act" :aria-expanded="handing" @click="handing ? (handing = false) : startHanding()">{{ words.hand_over }}</button>
          </span>
        </div>
      </header>
      <form v-if="handing" class="cf-panel cf-hand" @submit.prevent="to.trim() && hand(to)">
        <label>{{ words.hand_to }} <input ref="to" v-model="to" list="cf-people" maxlength="256" autocomplete="off" /></label>
        <datalist id="cf-people"><option v-for="name in sheet.people" :key="name" :value="name"></option></datalist>
        <label class="cf-wide">{{ words.note }} <input v-model="note" maxlength="2000" /></label>
        <button type="submit" class="sh-act sh-act-main" :disabled="!to.trim()">{{ words.hand_over }}</button>
        <button v-if="sheet.mine" type="button" class="sh-act" @click="hand('')">{{ words.hand_back }}</button>
      </form>
      <div class="cf-grid">
        <section class="cf-sides" :aria-label="words.side">
          <article v-for="(side, place) in sheet.sides" :key="place" class="cf-panel cf-side" :data-side="place">
            <header><h3>{{ side.title }}</h3><Chip :tone="side.tone" :status="side.status" /><span class="cf-native">{{ side.native }}</span></header>
            <dl>
              <dt>{{ words.happened }}</dt><dd>{{ when(side.happened) }}</dd>
              <dt>{{ words.received }}</dt><dd>{{ when(side.received) }}</dd>
              <dt>{{ words.delivery }}</dt><dd>{{ side.delivery }} <span v-if="side.usual" class="sh-note">· {{ side.usual }}</span></dd>
              <template v-if="side.actor"><dt>{{ words.actor }}</dt><dd>{{ side.actor }}</dd></template>
              <template v-if="side.remark"><dt>{{ words.remark }}</dt><dd>{{ side.remark }}</dd></template>
              <template v-if="side.mapping"><dt>{{ words.mapping }}</dt><dd>{{ side.mapping }}</dd></template>
              <template v-if="side.adapter"><dt>{{ words.adapter }}</dt><dd>{{ side.adapter }}</dd></template>
              <template v-if="side.now_status"><dt>{{ words.stands_now }}</dt>
                <dd><Chip :tone="side.now_tone" :status="side.now_status" /> <span class="sh-note">{{ side.now_since === side.happened ? words.same : words.since.replace("{moment}", when(side.now_since)) }}</span></dd></template>
            </dl>
            <details v-if="side.recorded"><summary>{{ words.recorded }}</summary><p class="sh-note">{{ words.recorded_note }}</p><pre tabindex="0">{{ side.recorded }}</pre></details>
            <details v-if="reviews" class="cf-raw" @toggle="$event.target.open && $emit('body', side.key)"><summary>{{ words.raw }}</summary>
              <template v-if="bodies[side.key]"><p class="sh-note">{{ bodies[side.key].note }}</p><pre v-if="bodies[side.key].body" tabindex="0">{{ bodies[side.key].body }}</pre></template></details>
          </article>
        </section>
        <section v-if="sheet.waits" class="cf-panel cf-decide" :aria-label="words.decide">
          <h3>{{ words.how }}</h3>
          <fieldset :disabled="!mayDecide">
            <legend class="sh-hidden">{{ words.how }}</legend>
            <label v-for="(option, place) in sheet.options" :key="option.value" class="cf-option" :data-choice="option.value">
              <input type="radio" name="cf-choice" :value="option.value" v-model="choice" /><kbd>{{ place + 1 }}</kbd><span>{{ option.label }}</span></label>
            <label class="cf-option" data-choice="set"><input type="radio" name="cf-choice" value="set" v-model="choice" /><kbd>{{ sheet.options.length + 1 }}</kbd><span>{{ words.set_status }}</span>
              <select v-if="choice === 'set'" ref="status" v-model="status" :aria-label="words.which_status"><option value="" disabled>{{ words.which_status }}</option>
                <option v-for="option in sheet.statuses" :key="option.value" :value="option.value.slice(4)">{{ option.label }}</option></select></label>
            <div class="cf-outcome" aria-live="polite">
              <h4>{{ words.outcome_title }}</h4>
              <template v-if="chosen"><p><Chip :tone="chosen.tone" :status="chosen.status" /></p><p>{{ chosen.subscribers }}</p><p>{{ chosen.told }}</p>
                <ul><li v-for="line in chosen.writes" :key="line">{{ line }}</li></ul></template>
              <p v-else class="sh-note">{{ words.choose_first }}</p>
            </div>
            <label class="cf-reason">{{ words.reason_label }} <textarea ref="reason" v-model="reason" rows="3" maxlength="2000" :placeholder="words.reason_about"></textarea></label>
            <div class="cf-row"><span class="sh-note">{{ words.keys }}</span>
              <button type="button" class="sh-act sh-act-main cf-confirm" :disabled="!ready" @click="decide">{{ words.confirm }}</button></div>
          </fieldset>
        </section>
        <section class="cf-panel" data-part="standing"><h3>{{ words.now_title }}</h3>
          <table class="cf-table"><tbody><tr v-for="stand in sheet.standing" :key="stand.title"><th scope="row">{{ stand.title }}</th>
            <td><Chip :tone="stand.tone" :status="stand.status" /></td><td>{{ stand.native }}<div class="sh-note">{{ words.since.replace("{moment}", when(stand.since)) }}</div></td></tr>
            <tr v-if="sheet.told" class="cf-told"><th scope="row">{{ words.others }}</th><td><Chip v-if="sheet.told_status" :tone="sheet.told_tone" :status="sheet.told_status" /></td><td class="sh-note">{{ sheet.told }}</td></tr></tbody></table></section>
        <section class="cf-panel" data-part="similar"><h3>{{ words.similar }}</h3>
          <p v-if="!sheet.similar.length" class="sh-note">{{ words.similar_none }}</p>
          <p v-for="line in sheet.counts" :key="line" class="cf-count">{{ line }}</p>
          <ul class="cf-list"><li v-for="each in sheet.similar" :key="each.conflict"><a class="sh-link" :href="pageAt('/conflicts/' + each.conflict)">{{ each.conflict }}</a> <span class="sh-note">{{ when(each.at) }}</span>
            <div>{{ each.verdict }}</div><div class="sh-note">{{ each.why }}</div></li></ul></section>
        <section class="cf-panel" data-part="course"><h3>{{ words.course }}</h3>
          <ol class="cf-list"><li v-for="(step, place) in sheet.steps" :key="place"><span class="sh-note">{{ when(step.at) }}</span> <b>{{ step.said }}</b><div v-if="step.text">{{ step.text }}</div></li></ol>
          <form v-if="reviews" class="cf-comment" @submit.prevent="say">
            <textarea ref="text" v-model="text" rows="2" maxlength="2000" :aria-label="words.comment_about" :placeholder="words.comment_about"></textarea>
            <button type="submit" class="sh-act" :disabled="!text.trim()">{{ words.comment }}</button></form></section>
      </div>
    </div>`,
};
