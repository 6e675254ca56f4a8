"use strict";
(() => {
  // Asks the server what is going on, and shows the page again whenever it was made anew, at the place where it was read
  // and with what was unfolded.
  const frame = document.querySelector("iframe");
  const news = document.getElementById("news");
  const problem = document.getElementById("problem");
  let version = 0;

  const folds = () => [...(frame.contentDocument?.querySelectorAll("details:is(.full, .fold)") ?? [])];
  const called = (fold) => fold.id || fold.closest("section")?.id;

  function show(now) {
    problem.hidden = !now.problem;
    problem.textContent = now.problem;
    const stays = version ? "; the last page stays" : "";
    news.textContent = now.busy
      ? `The worlds are being lived${stays} …`
      : now.problem
        ? `The file has mistakes${stays}.`
        : "Up to date. Save the file, and this page is made anew.";
    if (!now.version || now.version === version) return; // none is made yet, or none anew
    version = now.version;
    const top = frame.contentWindow?.scrollY ?? 0;
    const open = folds().filter((one) => one.open).map(called);
    frame.onload = () => {
      for (const one of folds()) one.open ||= open.includes(called(one));
      document.title = `${frame.contentDocument.title} · live`;
      frame.contentWindow.scrollTo({ top, behavior: "instant" });
    };
    frame.hidden = false;
    frame.src = `/page?version=${version}`;
  }

  async function listen(known) {
    try {
      const answer = await (await fetch(`/news?known=${encodeURIComponent(known)}`)).text();
      if (answer !== known) show(JSON.parse(answer));
      listen(answer);
    } catch {
      news.textContent = "redline live has ended; start it again to go on.";
      if (version) version = -1; // who is started again counts from 1 again
      setTimeout(() => listen(""), 2000);
    }
  }
  listen("");
})();
