// The numbers above the list.
import { Age, inZone, pageAt, setClock } from "statushub-board";

export default {
  components: { Age },
  props: { figures: Object, words: Object, clock: Number, zone: String, only: String },
  emits: ["only"],
  created() {
    setClock(this.clock, this.zone);
  },
  methods: {
    inZone,
    pageAt,
    // The last day as a line. A change of a hundredth is to be seen, and noise far below it is not to look like one.
    spark(trend) {
      const low = Math.min(...trend);
      const height = Math.max(Math.max(...trend) - low, 0.02);
      return trend.map((rate, place) => `${(place / (trend.length - 1)) * 100},${22 - ((rate - low) / height) * 20}`).join(" ");
    },
  },
  template: `
    <section class="sh-figures" :aria-label="words.product">
      <component v-for="tile in figures.tiles" :key="tile.key"
        :is="tile.only ? 'button' : 'div'" :type="tile.only ? 'button' : undefined"
        :class="['sh-tile', tile.mark && 'sh-tile-' + tile.mark, tile.only && tile.only === only && 'sh-tile-on']"
        :data-tile="tile.key" :title="inZone(tile.about) || undefined" :aria-pressed="tile.only ? tile.only === only : undefined"
        @click="tile.only && $emit('only', tile.only === only ? '' : tile.only)">
        <span class="sh-label">{{ tile.label }}</span>
        <span class="sh-value">{{ tile.value }}<svg v-if="tile.trend.length > 1" class="sh-spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true"><polyline :points="spark(tile.trend)" /></svg></span>
        <span class="sh-note">{{ tile.note }} <Age v-if="tile.since != null" :since="tile.since" :words="words" /></span>
      </component>
      <div class="sh-tile sh-delays" data-tile="delay">
        <div class="sh-tile-head"><span class="sh-label">{{ words.delay }} · {{ words.agree }}</span>
          <a v-if="figures.silent" class="sh-mark sh-mark-amber" data-part="silent" :href="pageAt('/systems')" :title="figures.silent">▲ {{ figures.silent }}</a></div>
        <span v-if="!figures.systems.length" class="sh-note">{{ words.nothing_yet }}</span>
        <dl v-else>
          <div v-for="system in figures.systems" :key="system.title" :title="inZone(system.about)"
            :class="['sh-delay', system.is_yellow && 'sh-late']">
            <dt>{{ system.title }} <span>{{ system.agree }}</span></dt>
            <dd>{{ system.delay }}</dd>
          </div>
        </dl>
      </div>
    </section>`,
};
