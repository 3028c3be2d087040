// Signing in again in place, when the session has ended. The page and all that stands in it stay.

/* `done` is called when somebody has signed in. It opens only when asked to: nothing takes the focus from who writes. */
export function makeSignIn(server, done) {
  const dialog = document.querySelector("[data-sign-in]");
  const form = dialog.querySelector("form");
  const desk = document.querySelector("[data-desk]");
  let before = null; // where somebody wrote: the button that has the focus now goes with the trouble
  desk.addEventListener("focusin", (event) => (before = event.target));
  const problem = dialog.querySelector("[role=alert]");
  document.querySelector("[data-not-saved-more] button").addEventListener("click", () => {
    problem.textContent = "";
    dialog.showModal();
    form.elements.password.focus();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const sentence = await signIn(server, form);
    if (sentence) {
      problem.textContent = sentence;
      form.elements.password.select();
      return;
    }
    form.elements.password.value = "";
    dialog.close();
    await server.standing().catch(() => {}); // signing in changes the token
    done();
    (before?.isConnected ? before : desk.elements.title).focus({ preventScroll: true });
  });
}

/* What did not work, or nothing. */
async function signIn(server, form) {
  try {
    const refused = await server.standing().catch(({ kind }) => kind); // a fresh token, though it says 401
    if (refused === "somebody-else") { // who is signed in now goes first, or signing in does nothing
      await server.ask(form.dataset.signOut, { method: "POST", body: new FormData(form) });
      await server.standing().catch(() => {});
    }
    const answer = await server.ask(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
    });
    if (answer.ok) return "";
    if (answer.status === 429) return "That was tried too often. Wait five minutes, or ask for a new password.";
    const told = await answer.json();
    const errors = [...(told.form?.errors ?? []), ...Object.values(told.form?.fields ?? {}).flatMap((field) => field.errors)];
    return errors.join(" ") || "That did not work. Try again.";
  } catch {
    return "The server does not answer. Your words are kept in this browser; try again in a moment.";
  }
}
