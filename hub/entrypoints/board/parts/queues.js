// What waits beside the list: open conflicts and standing contradictions.
import { Age, Chip, inZone, pageAt } from "statushub-board";

export default {
  components: { Age, Chip },
  props: { queue: Object, words: Object, reviews: Boolean, me: String },
  emits: ["claim", "show"],
  methods: { inZone, pageAt },
  template: `
    <aside class="sh-queues">
      <section class="sh-queue" data-queue="conflicts">
        <h2>{{ words.open_conflicts }}</h2>
        <p v-if="!queue.conflicts.length" class="sh-empty">{{ words.no_conflicts }}</p>
        <article v-for="card in queue.conflicts" :key="card.conflict" class="sh-card sh-card-red" :data-conflict="card.conflict">
          <header><b><a class="sh-link" :href="pageAt('/conflicts/' + card.conflict)">{{ card.conflict }}</a></b><Age :since="card.since" :words="words" /></header>
          <p class="sh-said">{{ inZone(card.said) }}</p>
          <p v-if="card.more" class="sh-note">{{ card.more }}</p>
          <footer>
            <button type="button" class="sh-link" :title="words.show_ticket" @click="$emit('show', card.uid)">{{ card.uid }}</button>
            <span :class="['sh-claim', card.claimed_by && 'sh-claimed']">{{ card.claim }}</span>
            <span v-if="reviews" class="sh-acts">
              <button v-if="!card.claimed_by" type="button" class="sh-act" @click="$emit('claim', card.conflict)">{{ words.claim }}</button>
              <a class="sh-act sh-act-main" :href="pageAt('/conflicts/' + card.conflict)">{{ words.decide }}</a>
            </span>
          </footer>
        </article>
        <p v-if="queue.more_conflicts" class="sh-note">{{ queue.more_conflicts }}</p>
      </section>
      <section class="sh-queue" data-queue="contradictions">
        <h2>{{ words.contradictions }}</h2>
        <p v-if="!queue.contradictions.length" class="sh-empty">{{ words.no_contradictions }}</p>
        <article v-for="card in queue.contradictions" :key="card.uid" class="sh-card sh-card-rust" :data-apart="card.uid">
          <header>
            <button type="button" class="sh-link" :title="words.show_ticket" @click="$emit('show', card.uid)">{{ card.uid }}</button>
            <Age :since="card.since" :words="words" />
          </header>
          <ul>
            <li v-for="side in card.sides" :key="side.title" :title="side.native"><span>{{ side.title }}</span><Chip :tone="side.tone" :status="side.status" /></li>
          </ul>
        </article>
        <p v-if="queue.more_contradictions" class="sh-note">{{ queue.more_contradictions }}</p>
      </section>
    </aside>`,
};
