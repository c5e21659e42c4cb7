// Loaded into the program by `npm start` and `npm run practice-org`: when the command that started it is gone, killed or
// not, it stops as if it had been told to. Without it, a killed terminal would leave a program behind that holds its ports.

import { isMainThread } from 'node:worker_threads'

const parentCheckMs = 500
const parent = process.ppid

// A worker thread loads this file too, and shares the process.
if (isMainThread) {
  const check = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(check)
    process.kill(process.pid, 'SIGTERM')
  }, parentCheckMs)
  check.unref()
}
