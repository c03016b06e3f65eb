/** Opens recordings that somebody chooses or drops. */
import { el } from "./element.ts";

/** Make what chooses a file. @returns it opens the system's dialog */
export function fileOpener(onFile: (file: File) => void): () => void {
  const input = el("input", { type: "file", hidden: true, accept: ".swrec,application/octet-stream" });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    // The same one may be chosen again.
    input.value = "";
    if (file !== undefined) onFile(file);
  });
  document.body.append(input);
  return () => input.click();
}

/** Take files that are dropped anywhere on the page. */
export function takeDrops(onFile: (file: File) => void): void {
  const { documentElement: page } = document;
  page.addEventListener("dragover", (event) => {
    event.preventDefault();
    page.classList.add("dropping");
  });
  page.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) page.classList.remove("dropping");
  });
  page.addEventListener("drop", (event) => {
    event.preventDefault();
    page.classList.remove("dropping");
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) onFile(file);
  });
}
