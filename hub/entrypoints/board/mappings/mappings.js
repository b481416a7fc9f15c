// What a system's words mean: the table in force, a draft of another, and what would be different with it.
import { clockOf, setClock } from "statushub-board";

export default {
  props: { sheet: Object, words: Object, clock: Number, zone: String, tries: Boolean, publishes: Boolean },
  emits: ["choose", "count", "try", "save", "publish", "back"],
  data: () => ({ draft: "", base: "", shown: "", days: "30", reason: "", seen: null, share: null, errors: [], result: null, tried: "" }),
  created() {
    setClock(this.clock);
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
    // What is in force goes into the draft, unless somebody is at work on it.
    follow() {
      const other = this.sheet.system !== this.shown;
      if (other || !this.isDraft) this.draft = this.sheet.text;
      if (other) Object.assign(this, { seen: null, result: null, errors: [], reason: "", tried: "" });
      this.base = this.sheet.text;
      this.shown = this.sheet.system;
    },
    when(millis) {
      const { day, time } = this.stamp(millis);
      return `${day} ${time}`;
    },
    add(line) {
      const lines = this.draft.split("\n");
      const place = lines.findIndex((each) => each.trim() === `[mapping.${this.sheet.system}]`);
      if (!lines.includes(line)) lines.splice(place + 1, 0, line);
      this.draft = lines.join("\n");
    },
    reset() {
      Object.assign(this, { draft: this.base, errors: [], result: null, tried: "" });
    },
    attempt() {
      Object.assign(this, { errors: [], result: null, share: 0, asked: this.draft });
      this.$emit("try", [this.draft, this.days]);
    },
    counted(words) {
      this.seen = words;
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
  template: `
    <main class="mp">
      <nav class="mp-systems" :aria-label="words.systems"><ul>
        <li v-for="each in sheet.systems" :key="each.system"><button type="button" :aria-current="each.system === sheet.system || null" :data-system="each.system" @click="$emit('choose', each.system)">
          <b>{{ each.title }}</b><span class="sh-note">{{ each.note }}</span><span v-if="each.unknown" class="sh-mark sh-mark-amber">{{ each.unknown }}</span></button></li>
      </ul></nav>
      <section class="mp-work">
        <h2>{{ sheet.heading }}</h2>
        <label class="mp-draft">{{ words.draft }}<textarea v-model="draft" spellcheck="false" autocomplete="off" :readonly="!tries" wrap="off"></textarea></label>
        <div v-if="tries" class="mp-row">
          <button type="button" class="sh-act sh-act-main" :disabled="share !== null || !isDraft" @click="attempt">{{ words.trial }}</button>
          <label class="mp-days"><input v-model="days" type="number" min="1" max="3660" inputmode="numeric" /> {{ words.days }}</label>
          <span v-if="share !== null" class="mp-share" role="status">{{ words.trying }} <progress :value="share" max="1"></progress></span>
          <span class="sh-gap"></span>
          <button v-if="isDraft" type="button" class="sh-act" @click="reset">{{ words.reset }}</button>
        </div>
        <div v-if="errors.length" class="mp-wrong" role="alert"><b>{{ words.wrong }}</b><ul><li v-for="line in errors" :key="line">{{ line }}</li></ul></div>
        <div v-if="result" class="mp-result" aria-live="polite" data-part="result">
          <p>{{ result.said }}</p><p v-if="result.is_empty"><b>{{ words.nothing }}</b></p>
          <section v-for="part in result.parts" :key="part.heading"><h3>{{ part.heading }}</h3>
            <ul><li v-for="[said, uid] in part.lines" :key="uid + said"><a v-if="uid" class="sh-link" :href="'/tickets/' + uid">{{ uid }}</a> {{ said }}</li></ul><p v-if="part.more" class="sh-note">{{ part.more }}</p></section>
          <p class="mp-row"><span class="sh-note">{{ words.download }}</span><button type="button" class="sh-act" @click="$emit('save', 'csv')">CSV</button><button type="button" class="sh-act" @click="$emit('save', 'json')">JSON</button></p>
        </div>
        <div v-if="publishes && isDraft" class="mp-row"><label class="mp-reason">{{ words.publish_reason }}<input v-model="reason" maxlength="2000" /></label>
          <button type="button" class="sh-act sh-act-main" :disabled="!mayPublish" @click="$emit('publish', [draft, reason])">{{ words.publish }}</button></div>
        <p v-else-if="tries && isDraft" class="sh-note">{{ words.publish_who }}</p>
      </section>
      <aside class="mp-side">
        <section class="mp-panel" data-part="unknown"><h3>{{ words.unmapped }}</h3>
          <p v-if="!sheet.unknown.length" class="sh-note">{{ words.unmapped_none }}</p>
          <ul><li v-for="each in sheet.unknown" :key="each.word"><span class="mp-word">{{ each.word }}</span><span class="sh-note">{{ each.reports }}</span>
            <button v-if="tries" type="button" class="sh-act" :title="each.line" @click="add(each.line)">{{ each.add }}</button></li></ul></section>
        <section class="mp-panel" data-part="versions"><h3>{{ words.history }}</h3>
          <ul><li v-for="each in sheet.versions" :key="each.version"><b>{{ each.label }}</b> <span v-if="each.is_in_force" class="sh-mark mp-now">{{ words.in_force }}</span> <span v-if="each.at" class="sh-note">{{ when(each.at) }}</span>
            <div v-if="each.said">{{ each.said }}</div><div v-if="each.note" class="sh-note">{{ each.note }}</div>
            <button v-if="publishes && !each.is_in_force" type="button" class="sh-act" @click="$emit('back', each.version)">{{ words.roll_back }}</button></li></ul></section>
        <section class="mp-panel" data-part="seen"><h3>{{ words.seen }}</h3>
          <button type="button" class="sh-act" @click="$emit('count')">{{ words.seen_count }}</button>
          <p v-if="seen && !seen.length" class="sh-note">{{ words.seen_none }}</p>
          <table v-if="seen && seen.length"><thead><tr><th scope="col">{{ words.word }}</th><th scope="col">{{ words.means }}</th><th scope="col" class="mp-number">#</th></tr></thead>
            <tbody><tr v-for="each in seen" :key="each.word"><td class="mp-word">{{ each.word }}</td><td>{{ each.means }}</td><td class="mp-number">{{ each.reports.toLocaleString("en") }}</td></tr></tbody></table></section>
      </aside>
    </main>`,
};
