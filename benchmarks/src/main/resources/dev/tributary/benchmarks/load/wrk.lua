-- The load of one run: posts the request, compares every answer when it is told what it should be, and prints the result
-- as JSON.

local function content(name)
  local file = assert(io.open(os.getenv(name), "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

local answer, mark, before, after
local number = 0

function init()
  -- Read by done() too, so they are global.
  wrong = 0
  answer = os.getenv("BENCH_ANSWER") ~= "" and content("BENCH_ANSWER") or nil
  mark = os.getenv("BENCH_DISTINCT")
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Accept"] = "application/json"
  wrk.body = content("BENCH_REQUEST")
  if mark == "" then
    mark = nil
    local prepared = wrk.format()
    request = function()
      return prepared
    end
  else
    local start, finish = wrk.body:find(mark, 1, true)
    before, after = wrk.body:sub(1, start - 1), wrk.body:sub(finish + 1)
    -- Another run starts elsewhere: what one run asked must be new to the next.
    number = (os.time() * 100000) % 90000000
    request = function()
      number = number + 1
      return wrk.format(nil, nil, nil, before .. string.format("d%08d", number % 100000000) .. after)
    end
    if answer then
      local from, to = answer:find(mark, 1, true)
      answer = answer:sub(1, from - 1) .. answer:sub(to + 1)
    end
  end
  -- Without a function for them, answers are not even gathered.
  response = answer and compare
end

function compare(status, headers, body)
  if mark then
    local from, to = body:find("d%d%d%d%d%d%d%d%d")
    if from then
      body = body:sub(1, from - 1) .. body:sub(to + 1)
    end
  end
  if body ~= answer then
    wrong = wrong + 1
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local wrongs = 0
  for _, thread in ipairs(threads) do
    wrongs = wrongs + thread:get("wrong")
  end
  print(string.format(
    'RESULT {"requests":%d,"microseconds":%d,"p50":%d,"p90":%d,"p99":%d,"p999":%d,"max":%d,"wrong":%d,"failed":%d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(90), latency:percentile(99),
    latency:percentile(99.9), latency.max, wrongs,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
