# holdfast_room(NAME SOURCES ... [USES rooms and libraries in headers] [PRIVATE_USES rooms and libraries in sources only]
#               [PRECOMPILE headers])
# One static library `holdfast_NAME` per room. Sources are listed, never globbed.
function(holdfast_room name)
  cmake_parse_arguments(room "" "" "SOURCES;USES;PRIVATE_USES;PRECOMPILE" ${ARGN})
  add_library(holdfast_${name} STATIC ${room_SOURCES})
  target_include_directories(holdfast_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(holdfast_${name} PUBLIC ${room_USES} PRIVATE ${room_PRIVATE_USES})
  if(room_PRECOMPILE)
    target_precompile_headers(holdfast_${name} PRIVATE ${room_PRECOMPILE})
  endif()
endfunction()
