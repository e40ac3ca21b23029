# What every target is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(HOLDFAST_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
set(HOLDFAST_SANITIZER "" CACHE STRING "address (with undefined), thread, or empty")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(HOLDFAST_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()

if(HOLDFAST_SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(HOLDFAST_SANITIZER STREQUAL "thread")
  # GCC warns that fences are not modelled; Boost.Asio uses none where it matters here.
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -Wno-tsan)
  add_link_options(-fsanitize=thread)
elseif(HOLDFAST_SANITIZER)
  message(FATAL_ERROR "HOLDFAST_SANITIZER is '${HOLDFAST_SANITIZER}', not address or thread")
endif()

if(HOLDFAST_SANITIZER)
  # With its own instrumentation GCC 12 takes parts of the standard library for uninitialised.
  add_compile_options(-Wno-maybe-uninitialized)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Without this it caches nothing that uses a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(CMAKE_CXX_CLANG_TIDY)
  # What moc and the embedding write is not ours to argue with; some check must remain.
  file(WRITE ${CMAKE_BINARY_DIR}/.clang-tidy "Checks: '-*,misc-definitions-in-headers'\n")
endif()
