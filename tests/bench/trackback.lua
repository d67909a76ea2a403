-- wrk script: trackbacks, each from a blog of its own, a known number of them; the rate is that of the answered ones.
--   wrk … -s trackback.lua ADDRESS -- PATH[,PATH…] NUMBER-OF-PINGS FIRST-NUMBER SOURCE-PORT IDLE-PATH OK [SOURCES [HOST]]
-- SOURCES: so many different ones in turn, 0: each is another; HOST: what theirs end with.
-- When all are sent, the connections ask for IDLE-PATH until the last answer is in: so "answered" and "sent" end equal,
-- and the store can be compared with them to the very ping. NUMBER-OF-PINGS 0: until the time is over.
-- OK: what a good answer contains. After the last answer comes the line ANSWERED; wrk itself would sleep on to the end of
-- its time, so who called it interrupts it then.
local ffi = require("ffi")
ffi.cdef "struct timeval { long seconds; long micros; }; int gettimeofday(struct timeval *now, void *zone);"
local thread_of_wrk

local function now()
  local time = ffi.new("struct timeval")
  ffi.C.gettimeofday(time, nil)
  return tonumber(time.seconds) + tonumber(time.micros) / 1e6
end

function setup(thread)
  thread_of_wrk = thread
end

function init(arguments)
  paths = {}
  for path in arguments[1]:gmatch("[^,]+") do paths[#paths + 1] = path end
  wanted, first, port = tonumber(arguments[2]), tonumber(arguments[3]), arguments[4]
  idle, good_mark = arguments[5], arguments[6]
  sources, host = tonumber(arguments[7] or 0), arguments[8] or "localhost"
  idle_request = wrk.format("GET", idle)
  form = {["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"}
  sent, good, bad, sample, tried = 0, 0, 0, "", false
end

-- wrk asks once before it begins, only to see that we know how; that request is never sent.
function request()
  if not tried then
    tried = true
    return idle_request
  end
  if wanted > 0 and sent >= wanted then return idle_request end
  if sent == 0 then began = now() end
  sent = sent + 1
  local number = first + (sources > 0 and sent % sources or sent)
  local body = "title=A+winter+with+the+sled&blog_name=Blog+" .. number .. "&url=http%3A%2F%2Fb" .. number ..
    "." .. host .. "%3A" .. port .. "%2Fposts%2F" .. number ..
    "&excerpt=I+drove+it+through+the+snow+for+a+week+and+this+is+what+I+think+of+it+now."
  return wrk.format("POST", paths[number % #paths + 1], form, body)
end

function response(status, headers, body)
  if status == 204 then return end
  if body:find(good_mark, 1, true) then
    good = good + 1
  else
    bad = bad + 1
    if sample == "" then sample = status .. " " .. body:sub(1, 200):gsub("%s+", " ") end
  end
  if wanted > 0 and good + bad >= wanted then
    ended = now()
    wrk.thread:stop()
    io.write("ANSWERED\n")
    io.flush()
  end
end

function done(summary, latency)
  local own = thread_of_wrk
  io.write(string.format('RESULT {"seconds": %.6f, "sent": %d, "good": %d, "bad": %d, "p50_ms": %.3f, "p99_ms": %.3f, ' ..
    '"errors": %d}\n',
    (own:get("ended") or now()) - own:get("began"), own:get("sent"), own:get("good"), own:get("bad"),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
  io.write("SAMPLE ", own:get("sample"), "\n")
end
