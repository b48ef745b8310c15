// Pages that are opened from a folder may start no worker, so the search's runs in a hidden frame beside the page.
// Used for file: addresses alone; everywhere else the browser's own workers are.
if (location.protocol === "file:") {
  // The theme's script looks for this name to know that it runs in a frame.
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.waiting = [];
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      const inner = (this.inner = frame.contentWindow);
      const load = (file) =>
        new Promise((done, failed) => {
          const script = inner.document.createElement("script");
          script.src = file;
          script.onload = done;
          script.onerror = failed;
          inner.document.body.append(script);
        });
      inner.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      inner.importScripts = (...files) => files.reduce((before, file) => before.then(() => load(file)), Promise.resolve());
      load(address).then(() => {
        this.ready = true;
        this.waiting.splice(0).forEach((data) => this.postMessage(data));
      });
    }
    postMessage(data) {
      if (this.ready) this.inner.dispatchEvent(new MessageEvent("message", { data }));
      else this.waiting.push(data);
    }
    set onmessage(heard) {
      this.addEventListener("message", heard);
    }
    terminate() {}
  };
}
