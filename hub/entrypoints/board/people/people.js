// Who gets in, and who did what.
import { pageAt } from "statushub-board";

export default {
  props: { sheet: Object, words: Object, zone: String },
  emits: ["add", "role", "invite", "out", "remove", "who", "before"],
  data() {
    return { name: "", role: "viewer", invitation: null };
  },
  computed: {
    clock() {
      return new Intl.DateTimeFormat("sv-SE", { timeZone: this.zone, dateStyle: "short", timeStyle: "medium" });
    },
  },
  methods: {
    pageAt,
    when(at) {
      return this.clock.format(new Date(at));
    },
    add() {
      if (this.name.trim()) this.$emit("add", this.name, this.role);
    },
    remove(name) {
      if (window.confirm(this.words.sure_remove.replace("{name}", name))) this.$emit("remove", name);
    },
    invited(name, path) {
      this.invitation = { name, link: new URL(pageAt(path), location.origin).href };
      this.name = "";
      this.$nextTick(() => this.$refs.link && this.$refs.link.select());
    },
  },
  template: `
    <div class="pp">
      <h2>{{ words.title }}</h2>
      <form class="pp-add" @submit.prevent="add">
        <input v-model="name" :aria-label="words.name" :placeholder="words.name" maxlength="64" autocomplete="off" required>
        <select v-model="role" :aria-label="words.role"><option v-for="[value, label] in sheet.roles" :key="value" :value="value">{{ label }}</option></select>
        <button type="submit" class="sh-act">{{ words.add }}</button>
      </form>
      <div v-if="invitation" class="pp-link" role="status">
        <label for="pp-link">{{ words.invitation.replace("{name}", invitation.name) }}</label>
        <input id="pp-link" ref="link" readonly :value="invitation.link" @focus="$event.target.select()">
      </div>
      <section class="sh-tickets">
        <div class="sh-scroll" tabindex="0" :aria-label="words.title" role="region">
          <table>
            <caption class="sh-hidden">{{ words.title }}</caption>
            <thead><tr><th scope="col">{{ words.name }}</th><th scope="col">{{ words.role }}</th><th scope="col">{{ words.state }}</th><th scope="col"><span class="sh-hidden">{{ words.what }}</span></th></tr></thead>
            <tbody>
              <tr v-for="line in sheet.people" :key="line.name" class="sh-row" :data-person="line.name">
                <th scope="row">{{ line.name }}</th>
                <td><select :value="line.role" :disabled="line.is_me" :aria-label="words.role + ' ' + line.name" @change="$emit('role', line.name, $event.target.value)">
                  <option v-for="[value, label] in sheet.roles" :key="value" :value="value">{{ label }}</option></select></td>
                <td>{{ line.state }}</td>
                <td class="pp-acts">
                  <button type="button" class="sh-act" @click="$emit('invite', line.name)">{{ words.invite }}</button>
                  <button type="button" class="sh-act" @click="$emit('out', line.name)">{{ words.sign_out }}</button>
                  <button type="button" class="sh-act" :disabled="line.is_me" @click="remove(line.name)">{{ words.remove }}</button>
                </td>
              </tr>
            </tbody>
          </table>
          <p v-if="!sheet.people.length" class="sh-empty">{{ words.nobody }}</p>
        </div>
      </section>
      <h2>{{ words.deeds }}</h2>
      <div class="pp-turn">
        <button v-if="sheet.who" type="button" class="sh-act" @click="$emit('who', '')">{{ sheet.who }} × · {{ words.everybody }}</button>
        <button v-if="sheet.newer" type="button" class="sh-act" @click="$emit('before', 0)">{{ words.newest }}</button>
      </div>
      <section class="sh-tickets">
        <div class="sh-scroll" tabindex="0" :aria-label="words.deeds" role="region">
          <table>
            <caption class="sh-hidden">{{ words.deeds }}</caption>
            <thead><tr><th scope="col">{{ words.at }}</th><th scope="col">{{ words.who }}</th><th scope="col">{{ words.what }}</th>
              <th scope="col">{{ words.about }}</th><th scope="col">{{ words.detail }}</th></tr></thead>
            <tbody>
              <tr v-for="deed in sheet.deeds" :key="deed.position" class="sh-row" :data-deed="deed.position">
                <td class="pp-at">{{ when(deed.at) }}</td>
                <td><button type="button" class="sh-link pp-who" @click="$emit('who', deed.who)">{{ deed.who }}</button></td>
                <td class="pp-what">{{ deed.what }}</td>
                <td class="sh-uid"><a v-if="deed.link" class="sh-link" :href="pageAt(deed.link)">{{ deed.about }}</a><span v-else>{{ deed.about }}</span></td>
                <td class="pp-detail">{{ deed.detail }}</td>
              </tr>
            </tbody>
          </table>
          <p v-if="!sheet.deeds.length" class="sh-empty">{{ words.no_deeds }}</p>
        </div>
      </section>
      <div class="pp-turn"><button v-if="sheet.older" type="button" class="sh-act" @click="$emit('before', sheet.older)">{{ words.older }}</button></div>
    </div>`,
};
