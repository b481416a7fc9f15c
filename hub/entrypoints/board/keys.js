// The key / leads to the filter, from wherever the reader is not typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest?.("input, textarea")) return;
  event.preventDefault();
  document.querySelector(".sh-find input")?.focus();
});
