// What a system's words mean: the table in force, a draft of another, and what would be different with it.
import { Drafting, TRY, VERSIONS } from "statushub-drafting";

export default {
  mixins: [Drafting],
  emits: ["choose", "count", "try", "save", "publish", "back"],
  data: () => ({ seen: null }),
  computed: {
    own() {
      return { wrong: this.words.wrong, who: this.words.publish_who };
    },
  },
  // Where the systems stand in a row, the chosen one may lie outside of it.
  mounted() {
    this.$el.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  },
  methods: {
    // Another system: what was counted was of the one before.
    turned() {
      this.seen = null;
    },
    add(line) {
      const lines = this.draft.split("\n");
      const place = lines.findIndex((each) => each.trim() === `[mapping.${this.sheet.system}]`);
      if (!lines.includes(line)) lines.splice(place + 1, 0, line);
      this.draft = lines.join("\n");
    },
    counted(words) {
      this.seen = words;
    },
  },
  template: `
    <div class="mp">
      <nav class="mp-systems" :aria-label="words.systems"><ul>
        <li v-for="each in sheet.systems" :key="each.system"><button type="button" :aria-current="each.system === sheet.system || null" :data-system="each.system" @click="$emit('choose', each.system)">
          <b>{{ each.title }}</b><span class="sh-note">{{ each.note }}</span><span v-if="each.unknown" class="sh-mark sh-mark-amber">{{ each.unknown }}</span></button></li>
      </ul></nav>
      <section class="mp-work">
        <h2>{{ sheet.heading }}</h2>
        <label class="mp-draft">{{ words.draft }}<textarea v-model="draft" spellcheck="false" autocomplete="off" :readonly="!tries" wrap="off"></textarea></label>${TRY}
      </section>
      <aside class="mp-side">
        <section class="mp-panel" data-part="unknown"><h3>{{ words.unmapped }}</h3>
          <p v-if="sheet.understood" class="sh-note" data-part="understood">{{ sheet.understood }}</p>
          <p v-if="!sheet.unknown.length" class="sh-note">{{ words.unmapped_none }}</p>
          <ul><li v-for="each in sheet.unknown" :key="each.word"><span class="mp-word">{{ each.word }}</span><span class="sh-note">{{ each.reports }}</span>
            <button v-if="tries" type="button" class="sh-act" :title="each.line" @click="add(each.line)">{{ each.add }}</button></li></ul></section>${VERSIONS}
        <section class="mp-panel" data-part="seen"><h3>{{ words.seen }}</h3>
          <button type="button" class="sh-act" @click="$emit('count')">{{ words.seen_count }}</button>
          <p v-if="seen && !seen.length" class="sh-note">{{ words.seen_none }}</p>
          <table v-if="seen && seen.length"><thead><tr><th scope="col">{{ words.word }}</th><th scope="col">{{ words.means }}</th><th scope="col" class="mp-number">#</th></tr></thead>
            <tbody><tr v-for="each in seen" :key="each.word"><td class="mp-word">{{ each.word }}</td><td>{{ each.means }}</td><td class="mp-number">{{ each.reports.toLocaleString("en") }}</td></tr></tbody></table></section>
      </aside>
    </div>`,
};
