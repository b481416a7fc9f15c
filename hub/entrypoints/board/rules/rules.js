// Which contradictions freeze a ticket: each rule in words with what it has done, and a draft of other rules.
import { pageAt } from "statushub-board";
import { Drafting, TRY, VERSIONS } from "statushub-drafting";

const WINDOW = /^([ \t]*window_seconds[ \t]*=[ \t]*)(\d+)/m;
const OFF = /^[ \t]*enabled[ \t]*=[ \t]*false[ \t]*(#.*)?\n?/m;
const ON = /^[ \t]*enabled[ \t]*=.*\n?/m;
const NAME = /^[ \t]*name[ \t]*=[ \t]*["']([^"']*)["'].*$/m;

export default {
  mixins: [Drafting],
  emits: ["count", "try", "save", "publish", "back"],
  computed: {
    own() {
      return { wrong: this.words.wrong, who: this.words.publish_who };
    },
    minutes() {
      const found = WINDOW.exec(this.draft);
      return found ? Number(found[2]) / 60 : 15;
    },
    // The draft's rules, each with its text: what stands before the first is no rule.
    blocks() {
      return this.draft.split(/^(?=[ \t]*\[\[[ \t]*rule[ \t]*\]\])/m);
    },
  },
  methods: {
    pageAt,
    blockOf(name) {
      return this.blocks.findIndex((block, index) => (index || /^[ \t]*\[\[/.test(block)) && NAME.exec(block)?.[1] === name);
    },
    isOn(name) {
      const block = this.blocks[this.blockOf(name)];
      return block !== undefined && !OFF.test(block);
    },
    turn(name) {
      const blocks = [...this.blocks];
      const place = this.blockOf(name);
      if (place < 0) return;
      const bare = blocks[place].replace(ON, "");
      blocks[place] = this.isOn(name) ? bare.replace(NAME, (line) => `${line}\nenabled = false`) : bare;
      this.draft = blocks.join("");
    },
    setWindow(minutes) {
      const seconds = Math.round(Number(minutes) * 60);
      if (!(seconds > 0)) return;
      this.draft = WINDOW.test(this.draft) ? this.draft.replace(WINDOW, `$1${seconds}`) : `window_seconds = ${seconds}\n${this.draft}`;
    },
  },
  template: `
    <div class="mp ru">
      <section class="ru-rules" :aria-label="words.heading">
        <div class="mp-row ru-head"><h2>{{ words.heading }}</h2><span class="sh-gap"></span>
          <label class="mp-days">{{ words.counted }} <select :value="sheet.days" @change="$emit('count', $event.target.value)"><option v-for="[days, said] in sheet.spans" :key="days" :value="days">{{ said }}</option></select></label></div>
        <article v-for="rule in sheet.rules" :key="rule.name" class="mp-panel ru-rule" :class="{ 'ru-off': rule.off }" :data-rule="rule.name">
          <div class="mp-row"><h3>{{ rule.name }}</h3><span v-if="rule.off" class="sh-mark">{{ rule.off }}</span><span class="sh-gap"></span>
            <label v-if="tries && blockOf(rule.name) >= 0" class="ru-switch"><input type="checkbox" :checked="isOn(rule.name)" @change="turn(rule.name)" /> {{ words.switch }}</label></div>
          <p class="ru-said">{{ rule.said }}</p>
          <p v-if="rule.why" class="sh-note">{{ rule.why }}</p>
          <p class="ru-figures">{{ rule.figures.join(" · ") }}</p>
          <div v-if="rule.share !== null" class="ru-bar" aria-hidden="true"><span :style="{ width: 100 * rule.share + '%' }"></span></div>
          <p v-if="rule.latest.length" class="ru-latest"><span class="sh-note">{{ words.latest }}</span> <a v-for="each in rule.latest" :key="each" class="sh-link" :href="pageAt('/conflicts/' + each)">{{ each }}</a></p>
        </article>
      </section>
      <section class="mp-work">
        <div v-if="tries" class="mp-row"><label class="mp-days"><input type="number" min="0.1" max="1440" step="any" :value="minutes" @change="setWindow($event.target.value)" /> {{ words.window }}</label></div>
        <label class="mp-draft">{{ words.draft }}<textarea v-model="draft" spellcheck="false" autocomplete="off" :readonly="!tries" wrap="off"></textarea></label>${TRY}${VERSIONS}
      </section>
    </div>`,
};
