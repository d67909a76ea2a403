// Earshot: marks staff comments and answered ones in the blog's own list, and shows figures and linkbacks below it.
// No cookie, nothing stored, nobody else asked. Text comes in as text; the one piece of HTML is our own server's.
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || window.earshotRuns) return;
  window.earshotRuns = true;
  var home = script.src.replace(/widget\.js[^/]*$/, "");
  var canonical = document.querySelector('link[rel="canonical"]');
  var marked = false;
  var TEXT = ".comment-content, .wp-block-comment-content, .comment-text, .comment-body > p:last-of-type";
  var target = encodeURIComponent((canonical ? canonical.href : location.href).split("#")[0]);

  function element(kind, name, text) {
    var made = document.createElement(kind);
    made.className = name;
    made.textContent = text;
    return made;
  }

  // The first match that belongs to this comment and not to one nested in it.
  function own(comment, selector) {
    var found = comment.querySelectorAll(selector);
    for (var i = 0; i < found.length; i++) {
      var holder = found[i].parentElement.closest('[id^="comment-"]');
      if (!holder || holder === comment || comment.id === holder.id) return found[i];
    }
    return null;
  }

  function badge(comment, staff) {
    var words = "Staff" + (staff.company ? " of " + staff.company : "") + (staff.level === "confirmed" ? " (confirmed)" : "");
    var mark = element("span", "earshot-badge", words);
    mark.title = staff.name + (staff.level === "confirmed" ? ": a colleague confirmed this" : " was logged in when writing this");
    var name = own(comment, ".comment-author .fn, .comment-author, .wp-block-comment-author-name, .comment-author-name, cite");
    if (name) name.appendChild(mark);
    else comment.insertBefore(mark, comment.firstChild);
  }

  // Own words in the page's own list: text only, and only of the roster. What is folded away opens at a click.
  function unproven(comment, who) {
    var line = element("p", "earshot-unproven", "Not confirmed to be " + who.name + (who.company ? " of " + who.company : ""));
    var text = who.fold && own(comment, TEXT);
    said(comment, line);
    if (!text) return;
    text.hidden = true;
    var open = element("button", "", "Show the comment");
    open.type = "button";
    open.onclick = function () { text.hidden = false; open.remove(); };
    line.append(" – ", open);
  }

  function answered(comment, by) {
    var line = element("p", "earshot-answered", "Answered by " + by.by + (by.after ? " after " + by.after : ""));
    if (by.at && document.getElementById(by.at)) {
      var link = element("a", "", "read it");
      link.href = "#" + by.at;
      line.append(" – ", link);
    }
    said(comment, line);
  }
  function said(comment, line) {
    var text = own(comment, TEXT);
    if (text) text.parentNode.insertBefore(line, text.nextSibling);
    else comment.appendChild(line);
  }

  function mark(facts) {
    var begun = performance.now();
    Object.keys(facts.comments).forEach(function (id) {
      var comment = document.getElementById(id);
      if (!comment) return;
      var about = facts.comments[id];
      if (about.staff) badge(comment, about.staff);
      if (about.unproven) unproven(comment, about.unproven);
      if (about.answered) answered(comment, about.answered);
      if (about.waits) said(comment, element("p", "earshot-answered", "Waits for an answer"));
    });
    // The same words beside the comments: the list for readers without script is not needed.
    marked = true;
    tidy();
    performance.measure("earshot marks", {start: begun, end: performance.now()});
  }
  function tidy() {
    var list = marked && document.querySelector(".earshot-answered-list");
    if (list) list.remove();
  }

  function place(html) {
    if (!html || document.getElementById("earshot")) return;
    var holder = document.createElement("div");
    holder.innerHTML = html;
    var after = document.querySelector("#comments, .comments-area, .wp-block-comments, .wp-block-post-comments");
    if (!after) {
      var comment = document.querySelector('[id^="comment-"]');
      after = comment ? comment.parentNode : document.querySelector("article, main");
    }
    if (after && after.parentNode) after.parentNode.insertBefore(holder.firstElementChild, after.nextSibling);
    else document.body.appendChild(holder.firstElementChild);
    tidy();
  }

  var style = document.createElement("style");
  style.textContent =
    ".earshot-badge{display:inline-block;margin-left:.5em;padding:0 .45em;border-radius:.25em;background:#7a3216;color:#fff;" +
    "font:600 .75em/1.6 system-ui,sans-serif;vertical-align:middle}" +
    ".earshot-answered,.earshot-unproven{margin:0;padding-left:.6em;border-left:3px solid #7a3216;font-size:.875em;line-height:1.3}" +
    "#earshot{max-width:42rem;margin:2rem auto;font-size:.95em}#earshot h2{font-size:1.15em;margin:1em 0 .25em}#earshot blockquote{margin:.25em 0 .75em 1em;opacity:.85}";
  document.head.appendChild(style);

  function get(path) {
    return fetch(home + path + "?target=" + target, {credentials: "omit"}).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer;
    });
  }
  function start() {
    get("api/engagement").then(function (answer) { return answer.json(); }).then(mark).catch(function () {});
    get("fragment").then(function (answer) { return answer.text(); }).then(place).catch(function () {});
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
