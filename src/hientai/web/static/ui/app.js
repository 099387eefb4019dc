// Small comforts on top of pages that already work without a script: menus, dialogs, selection, messages.
// No inline handlers and nothing evaluated, so the strict Content-Security-Policy holds.
"use strict";
(function () {
  const self = document.currentScript;

  function closeMenus(except) {
    document.querySelectorAll("details.ht-menu[open]").forEach(function (menu) {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    });
  }

  // The drawer of small screens is open while the address says #sidebar; closing it must not move the page.
  function closeDrawer() {
    if (location.hash !== "#sidebar") return;
    const height = window.scrollY;
    location.hash = "#content";
    window.scrollTo({ top: height, behavior: "instant" });
  }

  // Selection in lists: rows of this page, or everything that matches.
  function countText(form, everything, picked) {
    const total = Number(form.dataset.total).toLocaleString("vi-VN");
    return everything ? form.dataset.textAll.replace("{n}", total)
      : form.dataset.textSome.replace("{n}", picked.toLocaleString("vi-VN"));
  }

  function refreshSelection(form) {
    const boxes = Array.from(form.querySelectorAll("input[name=selected]"));
    const everything = form.querySelector("input[name=everything]");
    const picked = boxes.filter(function (box) { return box.checked; }).length;
    const all = form.querySelector("[data-pick-page]");
    if (picked < boxes.length) everything.value = "";
    if (all) {
      all.checked = boxes.length > 0 && picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
    }
    boxes.forEach(function (box) { box.closest("tr").classList.toggle("ht-picked", box.checked); });
    const bar = form.querySelector("[data-bulk]");
    bar.hidden = picked === 0;
    bar.querySelector("[data-bulk-count]").textContent = countText(form, everything.value === "1", picked);
    const offer = bar.querySelector("[data-pick-everything]");
    offer.hidden = everything.value === "1" || picked < boxes.length || Number(form.dataset.total) <= boxes.length;
  }

  function setPage(form, checked) {
    form.querySelectorAll("input[name=selected]").forEach(function (box) { box.checked = checked; });
    refreshSelection(form);
  }

  function prepare(root) {
    root.querySelectorAll("form[data-selection]").forEach(refreshSelection);
    root.querySelectorAll("[data-needless-with-script]").forEach(function (element) { element.hidden = true; });
    // Tabler's own script is fetched only for pages that use one of its components.
    if (self && !window.tabler && document.querySelector("[data-bs-toggle]") && !document.getElementById("tabler-js")) {
      const script = document.createElement("script");
      script.id = "tabler-js";
      script.src = self.dataset.tabler;
      document.head.append(script);
    }
  }

  document.addEventListener("click", function (event) {
    const at = event.target instanceof Element ? event.target : document.body;
    closeMenus(at);
    const open = at.closest("[data-open]");
    if (open) {
      const dialog = document.getElementById(open.dataset.open);
      if (dialog) { event.preventDefault(); dialog.showModal(); }
    }
    if (at.closest(".ht-veil, .ht-sidebar__close")) { event.preventDefault(); closeDrawer(); }
    if (at.closest("[data-close]")) at.closest("dialog").close();
    if (at instanceof HTMLDialogElement) at.close();
    if (at.closest("[data-dismiss]")) at.closest(".ht-note").remove();
    if (at.closest("[data-print]")) window.print();
    const form = at.closest("form[data-selection]");
    if (form && at.closest("[data-pick-everything]")) {
      form.querySelector("input[name=everything]").value = "1";
      refreshSelection(form);
    }
    if (form && at.closest("[data-pick-nothing]")) setPage(form, false);
  });

  document.addEventListener("change", function (event) {
    const at = event.target;
    const form = at.closest("form[data-selection]");
    if (form && at.matches("[data-pick-page]")) setPage(form, at.checked);
    else if (form && at.name === "selected") refreshSelection(form);
    const plain = at.closest("form[data-submit-on-change]");
    if (plain && at.value) plain.requestSubmit();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      closeMenus(null);
      closeDrawer();
    }
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    const search = document.getElementById("quick-search");
    if (event.key === "/" && !typing && search) { event.preventDefault(); search.focus(); }
  });

  // A request that failed without an answer must not fail silently.
  document.addEventListener("htmx:error", function () {
    const place = document.getElementById("messages");
    const words = document.documentElement.lang === "en"
      ? "The server could not be reached. Nothing was changed; please try again."
      : "Không kết nối được máy chủ. Chưa có gì thay đổi; xin thử lại.";
    if (!place || place.querySelector("[data-network]")) return;
    const note = document.createElement("div");
    note.className = "ht-note ht-note--error";
    note.dataset.network = "";
    note.setAttribute("role", "alert");
    note.textContent = words;
    place.append(note);
    window.setTimeout(function () { note.remove(); }, 8000);
  });

  // A morph keeps what a person did to a control; after an answer the controls must say what the server says.
  function followServer() {
    document.querySelectorAll(".ht-filters option").forEach(function (option) { option.selected = option.defaultSelected; });
    document.querySelectorAll(".ht-filters select:not([multiple])").forEach(function (select) {
      if (!select.querySelector("option[selected]")) select.selectedIndex = 0;
    });
    document.querySelectorAll(".ht-filters input, .ht-columns input").forEach(function (input) {
      if (input.type === "checkbox") input.checked = input.defaultChecked;
      else if (input !== document.activeElement) input.value = input.defaultValue;
    });
  }

  document.addEventListener("htmx:after:swap", function () { followServer(); prepare(document); });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", function () { prepare(document); });
  else prepare(document);
})();
