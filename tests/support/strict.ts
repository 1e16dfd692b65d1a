/** mocha swallows stray unhandled rejections and ends with 0: here they fail the run. */
process.on('unhandledRejection', (reason) => {
  throw reason instanceof Error ? reason : new Error(`unhandled rejection: ${String(reason)}`)
})
