// What the desk asks of the server, and what its answers mean.
const PATIENCE = 5000; // milliseconds; a failure is said within ten seconds of the last key
const MOST_AT_LEAVING = 60_000; // bytes: a browser carries no more for a page that is gone

export class Refusal extends Error {
  constructor(kind, told = {}) {
    super(kind);
    this.kind = kind;
    this.told = told;
  }
}

export class Server {
  constructor(form) {
    this.form = form;
    this.address = form.dataset.autosave;
  }

  /* Raise Refusal: "offline", "signed-out", "somebody-else", "gone", "conflict", "problems", "busy" or "broken". */
  async send({ leaving = false, here = "" } = {}) {
    const answer = await this.post(leaving, here);
    if (answer.status === 403 && !isJson(answer)) { // the token is of an earlier sign-in
      await this.standing();
      return this.read(await this.post(leaving, here));
    }
    return this.read(answer);
  }

  post(leaving, here) {
    const fields = new URLSearchParams(new FormData(this.form));
    fields.set("here", here);
    const body = fields.toString();
    return this.ask(this.address, {
      method: "POST", body, keepalive: leaving && body.length < MOST_AT_LEAVING,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
  }

  /* How things stand: the newest revision, and the last turn that arrived from a tab. Also takes a fresh token. */
  async standing(tab = "") {
    const answer = await this.ask(`${this.address}?tab=${tab}&writer=${this.form.elements.writer.value}`);
    if (isJson(answer)) this.take((await answer.clone().json()).token);
    return this.read(answer);
  }

  /* The newest words, as `read` of fields.js reads the page's own, and the number of their revision. */
  async newest() {
    return this.read(await this.ask(`${this.address}?words=1`));
  }

  /* This page is open, and who else's is. Raise Refusal, which nobody needs to hear of. */
  async present(values, { leaving = false } = {}) {
    const { tab, turn, writer, csrfmiddlewaretoken } = this.form.elements;
    const sent = { tab: tab.value, turn: turn.value || "0", writer: writer.value, csrfmiddlewaretoken: csrfmiddlewaretoken.value, ...values };
    const answer = await this.ask(this.form.dataset.presence, { method: "POST", body: new URLSearchParams(sent), keepalive: leaving });
    if (answer.status === 403) await this.standing(); // a fresh token for the next time
    return this.read(answer);
  }

  take(token) {
    if (!token) return;
    for (const field of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) field.value = token;
  }

  async ask(address, how = {}) {
    try {
      return await fetch(address, { ...how, signal: AbortSignal.timeout(PATIENCE), redirect: "manual" });
    } catch {
      throw new Refusal("offline");
    }
  }

  async read(answer) {
    let told = {};
    try {
      if (isJson(answer)) told = await answer.json();
    } catch {
      throw new Refusal("offline"); // it broke off
    }
    if (answer.ok && isJson(answer)) return told;
    const kinds = { 401: "signed-out", 403: "somebody-else", 404: "gone", 409: "conflict", 422: "problems", 503: "busy" };
    const isToken = answer.status === 403 && !told.name; // refused before anybody looked at the words
    throw new Refusal(isToken ? "broken" : (kinds[answer.status] ?? "broken"), told);
  }
}

function isJson(answer) {
  return (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
}
