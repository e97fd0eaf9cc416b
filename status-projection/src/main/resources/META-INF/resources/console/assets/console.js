// The console works without this script. With it, times are in the reader's zone, pages keep themselves up to date, and the
// keyboard reaches everything.
"use strict";

const POLL = 5000;
const PATIENCE = 25000;
const PAUSE = 400;
const HEADERS = { "X-Console-Script": "1" };

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const sameDay = (one, other) => one.toDateString() === other.toDateString();

// A time of today, in a place where seconds matter, is shown with them.
function localTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    if (time.title) continue;
    const at = new Date(time.dateTime);
    time.title = time.textContent.trim();
    const exact = time.closest(".fresh, .timeline, #attempts") && sameDay(at, new Date());
    time.textContent = exact ? seconds.format(at) : moments.format(at);
  }
}

function say(text) {
  const place = document.getElementById("announce");
  if (place.textContent !== text) place.textContent = text;
}

const content = (part) => {
  const copy = part.cloneNode(true);
  for (const each of copy.querySelectorAll("time, #connection, input[name=key], #fresh")) each.remove();
  return copy.textContent.replace(/\s+/g, " ") + [...copy.querySelectorAll("[href], [class]")]
    .map((each) => `${each.getAttribute("href")} ${each.className.baseVal ?? each.className}`).join();
};

const sources = new WeakMap();

function isDirty(part) {
  return [...part.querySelectorAll("textarea, input:not([type=hidden])")]
    .some((field) => field.value !== field.defaultValue) || part.querySelector("[aria-disabled]") !== null;
}

function replace(old, fresh) {
  const part = { html: fresh.innerHTML, content: content(fresh) };
  const before = sources.get(old);
  if (part.html === before.html) return false;
  if (old.dataset.key !== undefined && (old.dataset.key === fresh.dataset.key || isDirty(old))) return false;
  if (old.dataset.keep !== undefined && !fresh.children.length) return false;
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const rows = rowsOf(old);
  old.innerHTML = part.html;
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  localTimes(old);
  sources.set(old, part);
  if (rows.size) for (const [row, { element, text }] of rowsOf(old)) element.classList.toggle("changed", rows.get(row)?.text !== text);
  if (focused) old.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  return part.content !== before.content;
}

function rowsOf(part) {
  const rows = [...part.querySelectorAll("[data-row]")];
  return new Map(rows.map((element) => [element.querySelector("a").href, { element, text: content(element) }]));
}

function remember() {
  for (const part of document.querySelectorAll("[data-part]")) sources.set(part, { html: part.innerHTML, content: content(part) });
}

let asking = null;
let askAgain = false;
let signedOut = false;

function address() {
  const url = new URL(location.href);
  const waiting = document.querySelector("[data-behind]");
  if (waiting) {
    url.searchParams.set("token", waiting.dataset.behind);
    url.searchParams.set("done", waiting.dataset.done);
  }
  return url;
}

// One request at a time; what comes in between is asked for once more after it.
async function refresh() {
  if (asking) {
    askAgain = true;
    return asking;
  }
  asking = load().finally(() => {
    asking = null;
    if (askAgain) {
      askAgain = false;
      setTimeout(refresh, PAUSE);
    }
  });
  return asking;
}

async function load() {
  const answer = await fetch(address(), { headers: HEADERS, credentials: "same-origin" }).catch(() => null);
  if (answer?.status === 401) return endSession();
  if (!answer?.ok) return connection("lost", "Not up to date: no answer");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  let news = false;
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const old = document.getElementById(fresh.id);
    if (old && !old.parentElement.closest("[data-part]")) news = replace(old, fresh) || news;
  }
  connection();
  if (news) {
    const headline = document.getElementById("headline");
    say(headline ? headline.textContent : "The list has changed.");
    fetchParts();
  }
}

function endSession() {
  signedOut = true;
  stream?.close();
  connection("lost", "Your session has ended");
  if (document.getElementById("ended")) return;
  const notice = document.createElement("p");
  notice.id = "ended";
  notice.className = "notice warn";
  notice.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.href = `/console/sign-in?ended=true&next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in again";
  notice.append("Your session has ended; this page does not change any more. ", link);
  document.getElementById("main").prepend(notice);
}

async function fetchParts() {
  for (const part of document.querySelectorAll("[data-fetch]")) {
    const answer = await fetch(part.dataset.fetch, { headers: HEADERS, credentials: "same-origin" }).catch(() => null);
    if (!answer || answer.status === 401) continue;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (found && found.innerHTML !== part.dataset.seen) {
      part.innerHTML = found.innerHTML;
      part.dataset.seen = found.innerHTML;
      localTimes(part);
    }
  }
}

let stream = null;
let heard = 0;
let how = ["", "Connecting"];
let timer = null;

function connection(kind, words) {
  if (kind !== undefined) how = [kind, words];
  const place = document.getElementById("connection");
  if (place && place.textContent !== how[1]) place.textContent = how[1];
  if (place) place.className = `connection ${how[0]}`;
}

function news() {
  heard = Date.now();
  connection("live", "Live");
  if (document.hidden || timer) return;
  timer = setTimeout(() => {
    timer = null;
    refresh();
  }, PAUSE / 2);
}

function connect(source) {
  stream?.close();
  stream = new EventSource(source);
  stream.addEventListener("changed", news);
  stream.addEventListener("beat", () => {
    heard = Date.now();
    connection("live", "Live");
  });
  stream.onerror = () => connection("lost", "Not live: looking every few seconds");
}

function keepUp() {
  const source = document.body.dataset.live;
  if (!source) return;
  connect(source);
  let rounds = 0;
  setInterval(() => {
    if (signedOut || document.hidden) return;
    rounds += 1;
    const silent = Date.now() - heard > PATIENCE;
    const closed = stream.readyState === EventSource.CLOSED;
    if ((silent || closed) && rounds % 3 === 0) connect(source);
    if (silent || closed || document.querySelector("[data-behind]")) refresh();
  }, POLL);
  setInterval(() => {
    if (!signedOut && document.querySelector("[data-behind]")) refresh();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !signedOut) refresh();
  });
}

// The key makes a second sending harmless; this spares the operator the doubt.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target.method !== "post" || !button) return;
  if (button.getAttribute("aria-disabled")) return event.preventDefault();
  button.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
});

function step(by) {
  const links = [...document.querySelectorAll("[data-row] a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, textarea, select");
  const search = document.getElementById("q");
  if (typing) {
    if (event.key === "ArrowDown" && event.target === search) {
      step(1);
      event.preventDefault();
    }
    return;
  }
  if (event.key === "/" && search) {
    search.focus();
    search.select();
    event.preventDefault();
  } else if (event.key === "/") {
    location.href = "/console#q";
    event.preventDefault();
  } else if (event.key === "j" || event.key === "k") {
    step(event.key === "j" ? 1 : -1);
    event.preventDefault();
  }
});

remember();
localTimes(document);
fetchParts();
keepUp();
if (location.hash === "#q") document.getElementById("q")?.focus();
if (new URLSearchParams(location.search).has("done")) {
  const clean = new URL(location.href);
  for (const name of ["done", "token"]) clean.searchParams.delete(name);
  history.replaceState(null, "", clean);
}
