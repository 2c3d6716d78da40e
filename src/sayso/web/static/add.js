// Files dropped anywhere on the page go into the form's own field; a job that runs tells how far it has come.

const form = document.querySelector("[data-drop]");
if (form) {
  const field = form.querySelector("input[type=file]");
  const words = form.querySelector(".drop-words");
  words.textContent += ". Drop them here, or choose them";
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const over = (on) => form.classList.toggle("over", on);
  document.addEventListener("dragenter", (event) => {
    if (hasFiles(event)) over(++depth > 0);
  });
  document.addEventListener("dragleave", (event) => {
    if (hasFiles(event)) over(--depth > 0);
  });
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

/** Follow a job until it is done; its own page is then shown anew, any other only offers that, since somebody may be writing there. */
function follow(shown) {
  const words = shown.querySelector("[data-job-words]");
  const bar = shown.querySelector("[data-job-bar]");
  const look = async () => {
    let job = null;
    try {
      const answer = await fetch(`/api/jobs/${shown.dataset.job}`, { headers: { Accept: "application/json" } });
      if (answer.ok) job = await answer.json();
    } catch {
      words.textContent = "sayso does not answer. Was it closed?";
    }
    if (job && ["done", "failed"].includes(job.state)) {
      if (bar) location.replace(location.href); // one that counts leads back from there
      else {
        const link = document.createElement("a");
        link.href = location.pathname + location.search;
        link.textContent = "show it";
        words.replaceChildren(job.state === "done" ? "Done: " : "Stopped: ", link);
      }
      return;
    }
    if (job?.state === "running") {
      const stage = { read: "Reading", mark: "Marking", weave: "Weaving" }[job.stage] ?? "Beginning";
      const far = job.of ? `${stage}: ${job.done.toLocaleString("en")} of ${job.of.toLocaleString("en")}.` : `${stage} …`;
      if (words.textContent !== far) words.textContent = far;
      if (bar && job.of) {
        bar.max = job.of;
        bar.value = job.done;
      } else bar?.removeAttribute("value");
    }
    setTimeout(look, 500);
  };
  setTimeout(look, 300);
}

for (const shown of document.querySelectorAll("[data-job]")) {
  if (["waiting", "running"].includes(shown.dataset.state)) follow(shown);
}
