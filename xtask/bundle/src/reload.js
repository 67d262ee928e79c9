// Reloads the page when the served build is another one. Only in development builds.
const read = async () => (await fetch("/", { cache: "no-store" })).text();
let first;
setInterval(async () => {
  try {
    const now = await read();
    first ??= now;
    if (now !== first) location.reload();
  } catch {
    // The server is being restarted.
  }
}, 1000);
