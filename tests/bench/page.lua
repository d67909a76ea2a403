-- wrk script: one address over and over.
--   wrk … -s page.lua ADDRESS -- PATH STATUS [IF-NONE-MATCH]
local thread_of_wrk

function setup(thread)
  thread_of_wrk = thread
end

function init(arguments)
  wanted = tonumber(arguments[2])
  asked = wrk.format("GET", arguments[1], {["If-None-Match"] = arguments[3]})
  good, bad = 0, 0
end

function request()
  return asked
end

function response(status)
  if status == wanted then good = good + 1 else bad = bad + 1 end
end

function done(summary, latency)
  local own = thread_of_wrk
  io.write(string.format('RESULT {"seconds": %.6f, "good": %d, "bad": %d, "p50_ms": %.3f, "p99_ms": %.3f, "errors": %d}\n',
    summary.duration / 1e6, own:get("good"), own:get("bad"), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
