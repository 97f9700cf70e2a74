/* Makes pages quicker, never possible: without it everything works by links and forms. No dependency, no inline code. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function one(selector, within) { return (within || document).querySelector(selector); }
  function typing(target) { return target && (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type) || target.isContentEditable); }

  /* What was refused comes first. */
  var refused = one("[data-focus]");
  if (refused) { refused.focus(); }

  /* Autosave: <form data-autosave="ADDRESS">. The server answers {"saved_at": "14:03:22"}; nothing is called saved before. */
  all("form[data-autosave]").forEach(function (form) {
    var sign = one("[data-saved]"), words = one("[data-saved-words]");
    var timer = 0, version = 0, kept = 0, busy = false;
    function say(text, state) {
      if (!sign) { return; }
      sign.hidden = false;
      sign.classList.toggle("is-saving", state === "saving");
      sign.classList.toggle("is-failed", state === "failed");
      var use = one("use", sign);
      if (use) { use.setAttribute("href", state === "failed" ? "#i-unmet" : state === "saving" ? "#i-half" : "#i-met"); }
      words.textContent = text;
    }
    function fields() {
      var sent = new FormData(form);
      all("input[type=file]", form).forEach(function (input) { if (input.name) { sent.delete(input.name); } });
      return sent;
    }
    function save(leaving) {
      clearTimeout(timer);
      if (kept === version || (busy && !leaving)) { return; }
      var sent = version;
      busy = true;
      if (!leaving) { say("正在保存", "saving"); }
      fetch(form.dataset.autosave || form.action, {
        method: "POST", body: fields(), credentials: "same-origin", keepalive: !!leaving,
        headers: { "X-Autosave": "1", Accept: "application/json" }
      }).then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.json();
      }).then(function (told) {
        busy = false;
        if (told && told.problem) { kept = sent; say("没有保存：" + told.problem, "failed"); return; }
        if (!told || !told.saved_at) { throw new Error("no time"); }
        kept = sent;
        say("已于 " + told.saved_at + " 保存");
        if (told.version && form.elements.version) { form.elements.version.value = told.version; }
        if (version !== kept) { later(); }
      }).catch(function (error) {
        busy = false;
        say(/^(403|404|409|410)$/.test(error.message) ? "没有保存：请刷新本页再填" : "没有保存，正在重试；请不要关闭本页", "failed");
        clearTimeout(timer);
        timer = setTimeout(save, 4000);
      });
    }
    function later() { clearTimeout(timer); timer = setTimeout(save, 800); }
    form.addEventListener("input", function (event) { if (event.target.type !== "file") { version += 1; later(); } });
    form.addEventListener("change", function (event) { if (event.target.type !== "file") { version += 1; later(); } });
    form.addEventListener("focusout", function () { save(); });
    document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") { save(true); } });
    window.addEventListener("pagehide", function () { save(true); });
    form.addEventListener("submit", function () { clearTimeout(timer); kept = version; });
  });

  /* Upload on choosing a file: <form data-upload>. */
  document.addEventListener("change", function (event) {
    var form = event.target.type === "file" && event.target.closest("form[data-upload]");
    if (!form || !event.target.files.length) { return; }
    var row = event.target.closest(".file"), label = one("label", form);
    if (row) { row.classList.add("is-busy"); }
    if (label) { label.textContent = "正在上传"; }
    if (form.requestSubmit) { form.requestSubmit(); } else { form.submit(); }
  });

  /* A form is sent once. */
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    if (event.target.method === "post") {
      event.target.dataset.sent = "1";
      setTimeout(function () { delete event.target.dataset.sent; }, 4000);
    }
  });

  /* Viewer: zoom, turn and fit without a page load. The picture is already here. */
  var zooms = ["50", "75", "100", "150", "200", "300"];
  all("[data-viewer-root]").forEach(function (viewer) {
    var sheet = one("[data-viewer-page]", viewer), shown = one("[data-viewer-zoom]", viewer);
    if (!one("img", sheet)) { return; }
    function draw() {
      var zoom = viewer.dataset.zoom, turn = viewer.dataset.turn;
      sheet.className = "viewer-page zoom-" + zoom + " turn-" + turn;
      shown.textContent = zoom === "whole" ? "整页" : zoom === "fit" ? "同宽" : zoom + "%";
    }
    viewer.addEventListener("click", function (event) {
      var link = event.target.closest("[data-viewer]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
      var at = zooms.indexOf(viewer.dataset.zoom), turn = Number(viewer.dataset.turn) || 0;
      if (at < 0) { at = 1; }
      switch (link.dataset.viewer) {
        case "in": viewer.dataset.zoom = zooms[Math.min(at + 1, 5)]; break;
        case "out": viewer.dataset.zoom = zooms[Math.max(at - 1, 0)]; break;
        case "fit": viewer.dataset.zoom = viewer.dataset.zoom === "fit" ? "whole" : "fit"; break;
        case "left": viewer.dataset.turn = String((turn + 270) % 360); break;
        case "right": viewer.dataset.turn = String((turn + 90) % 360); break;
        default: return;
      }
      event.preventDefault();
      draw();
    });
  });

  /* Tick all, and a count of what is ticked: <output data-ticked>. */
  function ticks() { return all("[data-row-tick]"); }
  function counted() {
    var n = ticks().filter(function (box) { return box.checked; }).length;
    all("[data-ticked]").forEach(function (out) { out.textContent = n ? "已选 " + n + " 份" : "未选中"; });
    all("[data-needs-tick]").forEach(function (button) { button.disabled = !n; });
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-tick-all]")) { ticks().forEach(function (box) { box.checked = event.target.checked; }); }
    if (event.target.matches("[data-tick-all],[data-row-tick]")) { counted(); }
  });
  if (ticks().length) { counted(); }

  /* Keys: data-key="s" on a link or button; rows of [data-rows] by j k Enter x; / to the search line. */
  var list = one("[data-rows]");
  function rows() { return all("tbody tr", list); }
  function go(step) {
    var rs = rows(), at = rs.findIndex(function (row) { return row.getAttribute("aria-current") === "true"; });
    var next = rs[Math.max(0, Math.min(rs.length - 1, at + step))];
    if (!next) { return; }
    if (at >= 0) { rs[at].removeAttribute("aria-current"); }
    next.setAttribute("aria-current", "true");
    next.scrollIntoView({ block: "nearest" });
    var link = one("a", next);
    if (link) { link.focus({ preventScroll: true }); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (typing(event.target)) { if (event.key === "Escape") { event.target.blur(); } return; }
    var current = list && one('tr[aria-current="true"]', list);
    if (list && event.key === "j") { go(1); }
    else if (list && event.key === "k") { go(-1); }
    else if (current && event.key === "Enter" && !event.target.closest("a,button")) { one("a", current).click(); }
    else if (current && event.key === "x") { var box = one("[data-row-tick]", current); if (box) { box.click(); } }
    else if (event.key === "/" && one("[data-search]")) { one("[data-search]").focus(); one("[data-search]").select(); }
    else {
      var target = all("[data-key]").find(function (t) { return t.dataset.key === event.key && !t.disabled; });
      if (!target) { return; }
      target.click();
    }
    event.preventDefault();
  });

  /* Copy a secret that is shown once: <button data-copy="ID">. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    var from = button && document.getElementById(button.dataset.copy);
    if (from && navigator.clipboard) { navigator.clipboard.writeText(from.textContent.trim()).then(function () { button.textContent = "已复制"; }); }
    var print = event.target.closest("[data-print]");
    if (print) { event.preventDefault(); window.print(); }
  });
})();
