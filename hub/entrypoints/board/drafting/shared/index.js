// A draft of what is in force, on every page that has one: tried, put right, published, and every version to go back to.
// The page's sheet has the "text" in force and its "versions"; where it shows one of several texts, its "system" says which.
// The page says in "own" what is "wrong", and "who" publishes.
import { clockOf, inZone, pageAt, setClock } from "statushub-board";

export const Drafting = {
  props: { sheet: Object, words: Object, clock: Number, zone: String, tries: Boolean, publishes: Boolean },
  data: () => ({ draft: "", base: "", shown: null, days: "30", reason: "", share: null, errors: [], result: null, tried: "" }),
  created() {
    setClock(this.clock, this.zone);
    this.stamp = clockOf(this.zone);
    this.follow();
  },
  watch: {
    sheet() {
      this.follow();
    },
  },
  computed: {
    isDraft() {
      return this.draft !== this.base;
    },
    // Only what was tried as it stands is published.
    mayPublish() {
      return this.publishes && this.isDraft && this.tried === this.draft && this.reason.trim();
    },
  },
  methods: {
    inZone,
    pageAt,
    // What is in force goes into the draft, unless somebody is at work on it.
    follow() {
      const which = this.sheet.system ?? "";
      const other = which !== this.shown;
      if (other || !this.isDraft) this.draft = this.sheet.text;
      if (other) Object.assign(this, { result: null, errors: [], reason: "", tried: "" });
      if (other && this.turned) this.turned();
      this.base = this.sheet.text;
      this.shown = which;
    },
    when(millis) {
      const { day, time } = this.stamp(millis);
      return `${day} ${time}`;
    },
    reset() {
      Object.assign(this, { draft: this.base, errors: [], result: null, tried: "" });
    },
    attempt() {
      Object.assign(this, { errors: [], result: null, share: 0, asked: this.draft });
      this.$emit("try", [this.draft, this.days]);
    },
    told(share) {
      if (this.share !== null) this.share = share;
    },
    wrong(lines) {
      Object.assign(this, { errors: lines, share: null });
    },
    done(result) {
      Object.assign(this, { result, share: null, tried: this.asked });
    },
    published() {
      Object.assign(this, { reason: "", result: null, tried: "", draft: this.base });
    },
  },
};

export const TRY = `
        <div v-if="tries" class="mp-row">
          <button type="button" class="sh-act sh-act-main" :disabled="share !== null || !isDraft" @click="attempt">{{ words.trial }}</button>
          <label class="mp-days"><input v-model="days" type="number" min="1" max="3660" inputmode="numeric" /> {{ words.days }}</label>
          <span v-if="share !== null" class="mp-share" role="status">{{ words.trying }} <progress :value="share" max="1"></progress></span>
          <span class="sh-gap"></span>
          <button v-if="isDraft" type="button" class="sh-act" @click="reset">{{ words.reset }}</button>
        </div>
        <div v-if="errors.length" class="mp-wrong" role="alert"><b>{{ own.wrong }}</b><ul><li v-for="line in errors" :key="line">{{ line }}</li></ul></div>
        <div v-if="result" class="mp-result" aria-live="polite" data-part="result">
          <p>{{ result.said }}</p><p v-if="result.is_empty"><b>{{ words.nothing }}</b></p>
          <section v-for="part in result.parts" :key="part.heading"><h3>{{ part.heading }}</h3>
            <ul><li v-for="[said, uid] in part.lines" :key="uid + said"><a v-if="uid" class="sh-link" :href="pageAt('/tickets/' + uid)">{{ uid }}</a> {{ inZone(said) }}</li></ul><p v-if="part.more" class="sh-note">{{ part.more }}</p></section>
          <p class="mp-row"><span class="sh-note">{{ words.download }}</span><button v-for="form in ['csv', 'json', 'text']" :key="form" type="button" class="sh-act" @click="$emit('save', form)">{{ form === "text" ? words.as_text : form.toUpperCase() }}</button></p>
        </div>
        <div v-if="publishes && isDraft" class="mp-row"><label class="mp-reason">{{ words.publish_reason }}<input v-model="reason" maxlength="2000" /></label>
          <button type="button" class="sh-act sh-act-main" :disabled="!mayPublish" @click="$emit('publish', [draft, reason])">{{ words.publish }}</button></div>
        <p v-else-if="tries && isDraft" class="sh-note">{{ own.who }}</p>`;

export const VERSIONS = `
        <section class="mp-panel" data-part="versions"><h3>{{ words.history }}</h3>
          <ul><li v-for="each in sheet.versions" :key="each.version"><b>{{ each.label }}</b> <span v-if="each.is_in_force" class="sh-mark mp-now">{{ words.in_force }}</span> <span v-if="each.at" class="sh-note">{{ when(each.at) }}</span>
            <div v-if="each.said">{{ each.said }}</div><div v-if="each.note" class="sh-note">{{ each.note }}</div>
            <button v-if="publishes && !each.is_in_force" type="button" class="sh-act" @click="$emit('back', each.version)">{{ words.roll_back }}</button></li></ul></section>`;
