// The entry form: what would follow from a figure is asked of the server while one types, and drafts
// are saved by themselves. Nothing is computed here; without this file the buttons do the same.
"use strict";

(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;
  const TRY_AFTER = 400; // milliseconds without a key
  const SAVE_AFTER = 2500;
  const RETRY_AFTER = 5000;
  const LOGGED_OUT = "登录已失效，尚未保存：点“保存草稿”，登录后接着提交。";
  const ASSESSED = new Set(["value", "unit", "self_assessment", "percent"]);
  const NOT_SAVED_ALONE = new Set(["file", "link", "link_title"]); // they wait for 添加
  const status = document.getElementById("autosave");
  const say = (words, failed = false) => {
    status.textContent = words;
    status.classList.toggle("failed", failed);
  };

  const post = (button) => {
    const data = new FormData(form);
    data.delete("file");
    data.append(button, "");
    const headers = { "X-Requested-With": "fetch" };
    return fetch(location.pathname, { method: "POST", body: data, headers, credentials: "same-origin" });
  };

  // What would follow

  let tryTimer = 0;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    try {
      const response = await post("try");
      if (!response.ok || response.redirected) return; // the next key asks again
      const html = await response.text();
      if (mine === asked) document.getElementById("outlook").innerHTML = html;
    } catch {
      // Saving says that the server cannot be reached.
    }
  };

  // Drafts

  let autosaves = form.dataset.autosave === "yes";
  let saveTimer = 0;
  let saving = null; // the request under way
  let changed = false;
  let leaving = false;

  const schedule = (after) => {
    clearTimeout(saveTimer);
    if (autosaves) saveTimer = setTimeout(save, after);
  };

  const take = async (response) => {
    const answer = await response.json();
    if (answer.revision !== undefined) form.elements.revision.value = answer.revision;
    say(answer.said, !answer.saved);
    changed = changed || !answer.saved;
    if (answer.refused === undefined) return;
    autosaves = false; // somebody has to look first
    const place = document.getElementById("conflict");
    place.innerHTML = answer.refused;
    place.scrollIntoView({ block: "nearest" });
  };

  let failed = false; // the last time
  let loggedOut = false;

  // A log-in in another window takes the form's token out of use; the page drawn anew has the next.
  const renewToken = async () => {
    const response = await fetch(location.pathname, { credentials: "same-origin" });
    loggedOut = response.redirected;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("#entry-form [name=csrfmiddlewaretoken]");
    if (!token) throw new Error("the form is not to be had");
    form.elements.csrfmiddlewaretoken.value = token.value;
  };

  const keep = async () => {
    if (failed) await renewToken();
    const response = await post("autosave");
    loggedOut = response.redirected;
    const kind = response.headers.get("Content-Type") || "";
    if (!kind.startsWith("application/json")) throw new Error(`${response.status}`);
    failed = false;
    await take(response);
  };

  const save = async () => {
    if (saving || !changed) return;
    changed = false;
    saving = keep().catch(() => {
      changed = failed = true;
      say(loggedOut ? LOGGED_OUT : "未能保存，正在重试；请不要关闭页面。", true);
      schedule(RETRY_AFTER);
    });
    await saving;
    saving = null;
  };

  const noted = (event) => {
    const { name } = event.target;
    if (ASSESSED.has(name)) {
      clearTimeout(tryTimer);
      tryTimer = setTimeout(ask, TRY_AFTER);
    }
    if (NOT_SAVED_ALONE.has(name)) return;
    changed = true;
    if (autosaves) say("有修改，尚未保存");
    schedule(SAVE_AFTER);
  };
  form.addEventListener("input", noted);
  form.addEventListener("change", noted);

  // A form sent while a draft is on its way would meet its own saving as somebody else's.
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(saveTimer);
    leaving = true;
    if (!saving) return;
    event.preventDefault();
    const { submitter } = event;
    await saving;
    clearTimeout(saveTimer);
    form.requestSubmit(submitter);
  });

  window.addEventListener("beforeunload", (event) => {
    if (changed && !leaving) event.preventDefault();
  });
})();
