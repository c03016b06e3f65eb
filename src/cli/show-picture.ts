/** A picture for the person at the terminal, if there is one and it can show pictures. */
import { isTerminal, note, type Output } from "./output.ts";
import { type Picture, pictureProtocol, pictureText } from "./terminal-picture.ts";

/** Show a picture on stderr, or say where its file is to be looked at. Nothing where stderr is no terminal. */
export function showPicture({ stderr, ...output }: Output, picture: Picture, file: string): void {
  if (!isTerminal(stderr)) return;
  const protocol = pictureProtocol(process.env);
  const columns = "columns" in stderr && typeof stderr.columns === "number" && stderr.columns > 0 ? stderr.columns : 80;
  const text = protocol && pictureText(picture, protocol, columns);
  if (text !== undefined) stderr.write(text);
  else if (protocol === undefined) note({ stderr, ...output }, `this terminal shows no pictures: look at ${file}`);
  else
    note(
      { stderr, ...output },
      `a JPEG, which this terminal does not decode: look at ${file}, or ask for --format raw`,
    );
}
