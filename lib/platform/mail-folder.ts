import "server-only";
import { createTransport } from "nodemailer";
import type { Mailer } from "./mail";
import { messageOf, type Sender } from "./mail-message";
import { localFiles } from "./storage";

/** Letters as files that any mail program opens, in DATA_DIR/mail, readable by the site's own account alone; nobody sends them. */
export function folderMailer(from: Sender): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return {
    send: async (letter) => {
      const { message } = await transport.sendMail(messageOf(letter, from));
      if (!Buffer.isBuffer(message)) throw new Error("the letter is no whole");
      await localFiles.put(`mail/${letter.id}.eml`, message);
    },
  };
}
