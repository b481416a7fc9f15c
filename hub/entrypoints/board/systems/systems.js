// The systems side by side.
import { Age, inZone, pageAt, setClock } from "statushub-board";

export default {
  components: { Age },
  props: { sheet: Object, words: Object, clock: Number, zone: String },
  created() {
    setClock(this.clock, this.zone);
  },
  methods: { inZone, pageAt },
  template: `
    <div class="sy">
      <section class="sh-tickets">
        <div class="sh-scroll" tabindex="0" :aria-label="words.system" role="region">
          <table>
            <caption class="sh-hidden">{{ words.system }}</caption>
            <thead><tr>
              <th scope="col">{{ words.system }}</th><th scope="col">{{ words.last_seen }}</th><th scope="col">{{ words.agreement }}</th>
              <th scope="col">{{ words.deviation }}</th><th scope="col">{{ words.transport }}</th><th scope="col">{{ words.clock }}</th>
              <th scope="col">{{ words.reports }}</th><th scope="col">{{ words.conflicts }}</th><th scope="col">{{ words.parked }}</th><th scope="col">{{ words.writes }}</th>
            </tr></thead>
            <tbody>
              <tr v-for="line in sheet.lines" :key="line.system" :class="['sh-row', line.failed || line.uids_failed ? 'sh-row-frozen' : line.silent || line.behind || line.left_alone || line.lookups_left_alone || line.unmapped || line.lookups_failed ? 'sh-row-yellow' : '']" :data-system="line.system">
                <th scope="row" class="sh-uid">{{ line.title }}<div class="sh-under">{{ line.role }}</div></th>
                <td class="sy-value"><Age :since="line.last_seen" :words="words" />
                  <div class="sh-under" :title="words.silence_about"><span v-if="line.silent" class="sh-mark sh-mark-amber">▲ {{ words.silent_too_long }}</span> {{ line.usual_silence }}</div></td>
                <td class="sy-value">{{ line.agreement }}<div v-if="line.behind" class="sh-under"><span class="sh-mark sh-mark-amber">▲ {{ line.behind }}</span></div></td>
                <td class="sy-value">{{ line.deviation }}<div class="sh-under">{{ line.deviation_note }}</div></td>
                <td class="sy-value">{{ line.transport }}<div class="sh-under">{{ line.transport_note }}</div></td>
                <td><span v-if="line.clock" class="sh-mark sh-mark-amber" :title="words.clock_about">{{ line.clock }}</span></td>
                <td class="sy-value">{{ line.reports }}<div class="sh-under">{{ line.rate }}</div><div class="sh-under" :title="words.repeats_about">{{ line.repeats }}</div><div v-if="line.sent_again" class="sh-under" :title="words.repeats_about">{{ line.sent_again }}</div></td>
                <td class="sy-value">{{ line.conflicts }}</td>
                <td class="sy-value"><a v-if="line.parked" class="sh-link" :href="pageAt('/parked?system=' + line.system)">{{ line.parked }}</a>
                  <div v-if="line.lookups" class="sh-under" :title="words.lookups_about"><a class="sh-link" :href="pageAt('/parked?reason=lookup&system=' + line.system)">{{ line.lookups }} <Age :since="line.lookup_since" :words="words" short /></a>
                    <span v-if="line.lookups_left_alone" class="sh-mark sh-mark-amber" :title="words.lookups_left_alone_about">▲ {{ line.lookups_left_alone }}</span></div>
                  <div v-if="line.lookups_failed" class="sh-under" :title="words.lookups_about"><a class="sh-mark sh-mark-amber" :href="pageAt('/parked?reason=lookup-failed&system=' + line.system)">{{ line.lookups_failed }}</a></div>
                  <div v-if="line.unmapped" class="sh-under"><a class="sh-mark sh-mark-amber" :href="pageAt('/mappings?system=' + line.system)">{{ line.unmapped }}</a></div></td>
                <td><span v-if="line.failed" class="sh-mark sh-mark-red">{{ line.failed }}</span> <span class="sh-under">{{ line.owed }}</span>
                  <div v-if="line.left_alone" class="sh-under" :title="words.left_alone_about"><span class="sh-mark sh-mark-amber">▲ {{ line.left_alone }}</span></div>
                  <div v-if="line.uids_failed || line.uids_owed"><span v-if="line.uids_failed" class="sh-mark sh-mark-red">{{ line.uids_failed }}</span> <span class="sh-under">{{ line.uids_owed }}</span></div></td>
              </tr>
            </tbody>
          </table>
          <p v-if="!sheet.lines.length" class="sh-empty">{{ words.silent }}</p>
        </div>
        <footer v-if="sheet.unheard">{{ sheet.unheard }}</footer>
      </section>
      <section v-if="sheet.troubles.length" class="sy-failures sy-troubles" data-part="troubles"><h2>{{ words.troubles }}</h2>
        <ul><li v-for="line in sheet.troubles" :key="line">{{ inZone(line) }}</li></ul></section>
      <section v-if="sheet.failures.length" class="sy-failures" data-part="failures"><h2>{{ words.failures }}</h2>
        <ul><li v-for="line in sheet.failures" :key="line">{{ line }}</li></ul></section>
    </div>`,
};
