// The address of a page, also where a proxy serves the hub below a path of its own: this file came from below it too.
// The framework knows the path only after the parts are drawn for the first time.
const root = new URL(import.meta.url).pathname.split("/_nicegui/")[0];
export const pageAt = (path) => root + path;
